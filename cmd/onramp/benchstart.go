package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

func newBenchStart() *cobra.Command {
	cmd := &cobra.Command{Use: "start", Short: "Time from the start of the server to its first page, and its memory at rest", Args: noArguments,
		Long: `Start starts a server on a database that was used before, so many times, and asks for
the front page until it comes. Memory is looked at three seconds after the last start.`}
	starts := cmd.Flags().Int("starts", 11, "how often")
	program := cmd.Flags().String("program", "", "onramp to measure (default: this one)")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if *starts < 1 {
			return usageError{errors.New("--starts: at least one")}
		}
		ctx := cmd.Context()
		folder, err := os.MkdirTemp("", "onramp-start-")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
		if *program == "" {
			if *program, err = os.Executable(); err != nil {
				return err
			}
		}
		database := filepath.Join(folder, "onramp.db")
		if _, _, err := startOnce(ctx, *program, database, 0); err != nil {
			return err
		}
		var times delays
		var memory int64
		for n := range *starts {
			rest := time.Duration(0)
			if n == *starts-1 {
				rest = 3 * time.Second
			}
			took, at, err := startOnce(ctx, *program, database, rest)
			if err != nil {
				return err
			}
			times, memory = append(times, took), at
		}
		fmt.Fprintf(cmd.OutOrStdout(), "start to the first page: median %.0f ms, longest %.0f ms of %d\n", milliseconds(times.at(.5)), milliseconds(times.at(1)), len(times))
		fmt.Fprintf(cmd.OutOrStdout(), "memory at rest: %.0f MB\n", float64(memory)/(1<<20))
		return nil
	}
	return cmd
}

// startOnce starts a server, waits for its first page and then a while, and
// returns how long the page took and the resident memory in bytes.
func startOnce(ctx context.Context, program, database string, rest time.Duration) (took time.Duration, memory int64, err error) {
	address, err := freeAddress(ctx)
	if err != nil {
		return 0, 0, err
	}
	server := exec.CommandContext(ctx, program, "serve", "--addr", address, "--database", database)
	begun := time.Now()
	if err := server.Start(); err != nil {
		return 0, 0, err
	}
	defer func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	}()
	for {
		if answer, err := http.Get("http://" + address + "/"); err == nil { //nolint:noctx // of this machine
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				break
			}
		}
		if err := pause(ctx, time.Millisecond); err != nil {
			return 0, 0, err
		}
	}
	took = time.Since(begun)
	err = pause(ctx, rest)
	return took, residentMemory(server.Process.Pid), err
}

// residentMemory is what a process holds now, in bytes; 0 where the system does
// not say.
func residentMemory(pid int) int64 {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/statm")
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(status))
	if len(fields) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(fields[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
