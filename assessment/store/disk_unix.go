//go:build linux || darwin || freebsd

package store

import "syscall"

// freeSpace is how many bytes of a folder's disk an ordinary account may still
// use; -1 when the system does not say.
func freeSpace(folder string) int64 {
	var fs syscall.Statfs_t
	if syscall.Statfs(folder, &fs) != nil {
		return -1
	}
	return int64(fs.Bavail) * int64(fs.Bsize)
}
