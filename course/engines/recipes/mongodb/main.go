// A MongoDB-compatible server on loopback: FerretDB with its SQLite backend, one SQLite file per database.
//
//	ferretdb PORT
//
// The data goes to the folder `data/` of the working directory, so that no path has to be written as a URL.
// It uses FerretDB as its embeddable package does, which has no telemetry to switch off.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/FerretDB/FerretDB/ferretdb"
)

func main() {
	if len(os.Args) != 2 {
		fail("usage: ferretdb PORT")
	}
	if err := os.MkdirAll("data", 0o700); err != nil {
		fail(err)
	}
	server, err := ferretdb.New(&ferretdb.Config{
		Listener:  ferretdb.ListenerConfig{TCP: "127.0.0.1:" + os.Args[1]},
		Logger:    slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
		Handler:   "sqlite",
		SQLiteURL: "file:data/",
	})
	if err != nil {
		fail(err)
	}
	untilAsked, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := server.Run(untilAsked); err != nil {
		fail(err)
	}
}

func fail(why any) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}
