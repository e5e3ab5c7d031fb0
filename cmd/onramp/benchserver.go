package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"time"
)

// benchServer is a server in a process of its own, which can be killed.
type benchServer struct {
	program, database, address string
	said                       tail // what the process logged last

	mu   sync.Mutex
	cmd  *exec.Cmd
	done chan struct{}
	cpu  time.Duration // of processes that have ended
	peak int64         // largest resident memory, bytes
}

// freeAddress finds a port that nobody listens on.
func freeAddress(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func (b *benchServer) url() string { return "http://" + b.address }

// start starts the server and waits until it answers.
func (b *benchServer) start(ctx context.Context) error {
	b.mu.Lock()
	b.cmd = exec.Command(b.program, "serve", "--addr", b.address, "--database", b.database, "--public-url", b.url())
	b.cmd.Stderr = &b.said
	b.done = make(chan struct{})
	cmd, done := b.cmd, b.done
	err := cmd.Start()
	b.mu.Unlock()
	if err != nil {
		return fmt.Errorf("the server cannot be started: %w", err)
	}
	go func() { _ = cmd.Wait(); close(done) }()
	for {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url()+"/healthz", nil)
		if err != nil {
			return err
		}
		if answer, err := http.DefaultClient.Do(request); err == nil {
			answer.Body.Close()
			if answer.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-done:
			return errors.New("the server ended before it answered: " + b.said.String())
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// stop ends the process, with or without warning.
func (b *benchServer) stop(kill bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.cmd == nil || b.cmd.Process == nil {
		return
	}
	b.peak = max(b.peak, peakMemory(b.cmd.Process.Pid))
	if kill {
		_ = b.cmd.Process.Kill()
	} else {
		_ = b.cmd.Process.Signal(os.Interrupt)
	}
	<-b.done
	b.cpu += b.cmd.ProcessState.UserTime() + b.cmd.ProcessState.SystemTime()
	b.cmd = nil
}

// peakMemory is the largest resident memory of a process in bytes; 0 where the
// system does not say.
func peakMemory(pid int) int64 {
	status, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.ParseInt(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")), 10, 64)
			return n << 10
		}
	}
	return 0
}

// tail keeps the end of what is written to it.
type tail struct {
	mu  sync.Mutex
	end []byte
}

func (t *tail) Write(b []byte) (int, error) {
	const most = 2000
	t.mu.Lock()
	defer t.mu.Unlock()
	t.end = append(t.end, b...)
	t.end = t.end[max(0, len(t.end)-most):]
	return len(b), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.end)
}
