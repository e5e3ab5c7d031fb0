package store

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"onramp/assessment"
)

// testBackup: a backup that is made while others write is one consistent state,
// and what is restored from it is that state.
func testBackup(t *testing.T, open opener) {
	s, _ := open(t)
	fill(t, s)
	file := filepath.Join(t.TempDir(), "backup.db")
	writing, stop := context.WithCancel(t.Context())
	var group errgroup.Group
	for n := range 4 { // either both marks of a writer are there or none
		group.Go(func() error {
			for i := 0; writing.Err() == nil; i++ {
				if err := s.Update(context.Background(), func(tx assessment.Tx) error {
					if err := tx.SaveSetting(fmt.Sprint("one ", n), []byte{byte(i)}); err != nil {
						return err
					}
					return tx.SaveSetting(fmt.Sprint("two ", n), []byte{byte(i)})
				}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	made, err := s.Backup(t.Context(), file, noon)
	stop()
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if made.Size == 0 || len(made.SHA256) != 64 || !made.Made.Equal(noon) {
		t.Errorf("made %+v", made)
	}
	if _, err := s.Backup(t.Context(), file, noon); err == nil || !strings.Contains(err.Error(), "name a new one") {
		t.Errorf("a backup was written over another: %v", err)
	}
	target := filepath.Join(t.TempDir(), "restored.db")
	if _, err := Restore(t.Context(), file, target, false, noon); err != nil {
		t.Fatal(err)
	}
	restored, err := Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	defer restored.Close()
	same(t, load(t, restored, "a"), fixtureAssessment("a"))
	same(t, count(t, restored)["assessments"], copyBatch+7)
	mustView(t, restored, func(tx assessment.Tx) error {
		for n := range 4 {
			one, _ := tx.Setting(fmt.Sprint("one ", n))
			two, _ := tx.Setting(fmt.Sprint("two ", n))
			same(t, one, two)
		}
		return nil
	})
	mustView(t, s, func(tx assessment.Tx) error {
		_, err := tx.Setting(backupSetting)
		return err
	})
}

// TestRestoreServer: a backup of a file becomes a PostgreSQL, and one that is
// not empty is left alone.
func TestRestoreServer(t *testing.T) {
	address := newDatabase(t)
	s, _ := openFile(t)
	fill(t, s)
	file := filepath.Join(t.TempDir(), "backup.db")
	if _, err := s.Backup(t.Context(), file, noon); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), file, address, false, noon); err != nil {
		t.Fatal(err)
	}
	there, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	same(t, load(t, there, "a"), fixtureAssessment("a"))
	if err := there.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Restore(t.Context(), file, address, false, noon); err == nil || !strings.Contains(err.Error(), "name an empty one") {
		t.Errorf("restored over something: %v", err)
	}
}

// TestRestoreRefuses: a backup that is damaged, incomplete or without its
// checksum changes nothing, nor does one over a database that is in use.
func TestRestoreRefuses(t *testing.T) {
	s, _ := openFile(t)
	fill(t, s)
	folder := t.TempDir()
	file := filepath.Join(folder, "backup.db")
	if _, err := s.Backup(t.Context(), file, noon); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(ChecksumFile(file))
	if err != nil {
		t.Fatal(err)
	}
	flipped := bytes.Clone(whole)
	flipped[len(flipped)/2] ^= 4
	for name, c := range map[string]struct {
		data, sum []byte
		words     string
	}{
		"flipped":     {flipped, sum, "damaged or incomplete"},
		"cut":         {whole[:len(whole)/2], sum, "damaged or incomplete"},
		"no checksum": {whole, nil, "copy it along"},
		"odd sum":     {whole, []byte("hello"), "holds no SHA-256"},
	} {
		t.Run(name, func(t *testing.T) {
			bad, target := filepath.Join(t.TempDir(), "bad.db"), filepath.Join(t.TempDir(), "target.db")
			if err := os.WriteFile(bad, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			if c.sum != nil {
				if err := os.WriteFile(ChecksumFile(bad), c.sum, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Restore(t.Context(), bad, target, false, noon); err == nil || !strings.Contains(err.Error(), c.words) {
				t.Errorf("got %v, want a message with %q", err, c.words)
			}
			if _, err := os.Stat(target); !os.IsNotExist(err) {
				t.Errorf("something was put in place: %v", err)
			}
		})
	}
	used, _ := openFile(t)
	if _, err := Restore(t.Context(), file, used.engine.(*lite).path, false, noon); err == nil || !strings.Contains(err.Error(), "add --replace") {
		t.Errorf("a file that is there: %v", err)
	}
	if _, err := Restore(t.Context(), file, used.engine.(*lite).path, true, noon); err == nil || !strings.Contains(err.Error(), "end the server first") {
		t.Errorf("a file in use: %v", err)
	}
	publish(t, used) // goes on
}

// TestRestoreReplaces: what was there is kept under another name.
func TestRestoreReplaces(t *testing.T) {
	s, _ := openFile(t)
	fill(t, s)
	file := filepath.Join(t.TempDir(), "backup.db")
	if _, err := s.Backup(t.Context(), file, noon); err != nil {
		t.Fatal(err)
	}
	path := s.engine.(*lite).path
	mustUpdate(t, s, func(tx assessment.Tx) error { return tx.CreateAssessment(fixtureAssessment("later")) })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	kept, err := Restore(t.Context(), file, path, true, noon)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int{path: copyBatch + 7, kept: copyBatch + 8} {
		there, err := Open(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		same(t, count(t, there)["assessments"], want)
		if err := there.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBackupForgets: what was deleted before a backup is not in it.
func TestBackupForgets(t *testing.T) {
	s, file := forgetful(t)
	named(t, s, "a", "Zyxwv Unmistakable Bakery")
	named(t, s, "b", "Quite Another Bakery")
	backup := file + "-backup"
	remove(t, s, "a")
	if _, err := s.Backup(t.Context(), backup, noon); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(backup)
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(data, []byte("Zyxwv Unmistakable")) || !bytes.Contains(data, []byte("Quite Another")) {
		t.Error("the backup holds what was deleted, or lacks what was not")
	}
}

// TestExamine: what a doctor needs to know, of both kinds of database.
func TestExamine(t *testing.T) {
	s, _ := openFile(t)
	fill(t, s)
	path := s.engine.(*lite).path
	found, err := Examine(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if found.Sound() != nil || found.Outdated() || found.Assessed != copyBatch+7 || found.Size == 0 || found.Free <= 0 || found.Backup != nil || !strings.HasPrefix(found.Engine, "SQLite 3.") {
		t.Errorf("examined %+v", found)
	}
	if _, err := s.Backup(t.Context(), path+"-backup", noon); err != nil {
		t.Fatal(err)
	}
	if found, err = Examine(t.Context(), path); err != nil || found.Backup == nil || found.Backup.Age(noon.Add(time.Hour)) != time.Hour || found.Backup.Age(noon.Add(-time.Hour)) != 0 {
		t.Errorf("after a backup: %+v, %v", found, err)
	}
	address := newDatabase(t)
	if _, err := Examine(t.Context(), address); err == nil {
		t.Error("a database without tables was examined")
	}
	there, err := Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	if found, err = Examine(t.Context(), address); err != nil || found.Sound() != nil || !strings.HasPrefix(found.Engine, "PostgreSQL 1") || found.Free != -1 {
		t.Errorf("a server: %+v, %v", found, err)
	}
}
