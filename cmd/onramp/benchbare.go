package main

import (
	"context"
	"database/sql"
	"html/template"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/spf13/cobra"
)

// bare measures the least a server can do.
func (f answerFlags) bare(ctx context.Context, program, folder string, length time.Duration) (delays, error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	server := exec.CommandContext(ctx, program, "bench", "bare", "--addr", address, "--database", filepath.Join(folder, "bare.db"))
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		return nil, err
	}
	defer func() { _ = server.Process.Kill(); _ = server.Wait() }()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: *f.connections}}
	call := func(ctx context.Context) error {
		return discard(send(ctx, client, "http://"+address+"/answer", "value=3", nil))
	}
	for call(ctx) != nil { // until it listens
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
	return closedLoop(ctx, *f.connections, length, func(int) worker { return call })
}

// newBenchBare is the server that answer is measured against.
func newBenchBare() *cobra.Command {
	cmd := &cobra.Command{Use: "bare", Short: "The bare server of bench answer", Hidden: true, Args: noArguments}
	addr, database := cmd.Flags().String("addr", "127.0.0.1:0", "address"), cmd.Flags().String("database", "", "file")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		db, err := sql.Open("sqlite", "file:"+*database+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000")
		if err != nil {
			return err
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		if _, err := db.ExecContext(cmd.Context(), "CREATE TABLE answers (id INTEGER PRIMARY KEY, value TEXT NOT NULL)"); err != nil {
			return err
		}
		insert, err := db.PrepareContext(cmd.Context(), "INSERT INTO answers (value) VALUES ($1)")
		if err != nil {
			return err
		}
		page := template.Must(template.New("").Parse("<!doctype html><title>{{.}}</title><p>{{.}}</p>"))
		e := echo.New()
		e.HideBanner, e.HidePort = true, true
		e.POST("/answer", func(c echo.Context) error {
			if _, err := insert.ExecContext(c.Request().Context(), c.FormValue("value")); err != nil {
				return err
			}
			c.Response().Header().Set(echo.HeaderContentType, echo.MIMETextHTMLCharsetUTF8)
			return page.Execute(c.Response(), c.FormValue("value"))
		})
		return e.Start(*addr)
	}
	return cmd
}
