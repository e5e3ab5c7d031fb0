package main

import (
	"fmt"
	"io"
	"time"
)

// progressAfter is how long a command may be silent.
const progressAfter = 2 * time.Second

// waiting says every other second that something takes its time and how long
// already, until the function it returns is called.
func waiting(w io.Writer, what string) (stop func()) {
	begun, over, told := time.Now(), make(chan struct{}), make(chan struct{})
	go func() {
		defer close(told)
		tick := time.NewTicker(progressAfter)
		defer tick.Stop()
		for {
			select {
			case <-over:
				return
			case <-tick.C:
				fmt.Fprintf(w, "onramp: %s, %d s so far\n", what, int(time.Since(begun).Seconds()))
			}
		}
	}()
	return func() { close(over); <-told }
}
