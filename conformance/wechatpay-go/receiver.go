package main

// A merchant's notify endpoint: on each path the SDK's own handler verifies and decrypts.

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
)

// A notification as it came, and as the SDK opened it.
type event struct {
	header http.Header
	body   []byte
	opened *notify.Request
	order  order
	err    error
}

type receiver struct {
	handlers map[string]*notify.Handler
	url      string
	arrivals chan event
	// Of `arrivals`, what has been looked at.
	seen []event
}

func startReceiver() *receiver {
	r := &receiver{handlers: map[string]*notify.Handler{}, arrivals: make(chan event, 100)}
	listener := must(net.Listen("tcp", "127.0.0.1:0"))
	r.url = "http://" + listener.Addr().String()
	go func() { panic(http.Serve(listener, r)) }()
	return r
}

// To be called before anything is sent to `path`.
func (r *receiver) handle(path string, handler *notify.Handler) {
	r.handlers[path] = handler
}

func (r *receiver) ServeHTTP(response http.ResponseWriter, request *http.Request) {
	body, _ := io.ReadAll(request.Body)
	arrived := open(r.handlers[request.URL.Path], request.Header, body)
	if arrived.err != nil {
		response.WriteHeader(http.StatusUnauthorized)
	} else {
		response.WriteHeader(http.StatusNoContent)
	}
	r.arrivals <- arrived
}

// What the SDK makes of a notification.
func open(handler *notify.Handler, header http.Header, body []byte) event {
	opened := event{header: header, body: body}
	request, err := http.NewRequest(http.MethodPost, "/", bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	request.Header = header
	opened.opened, opened.err = handler.ParseNotifyRequest(context.Background(), request, &opened.order)
	return opened
}

// The notification of this type about this order or refund.
func (r *receiver) event(eventType, number string) event {
	timeout := time.After(patience)
	refused := ""
	for next := 0; ; next++ {
		if next == len(r.seen) {
			select {
			case arrived := <-r.arrivals:
				r.seen = append(r.seen, arrived)
			case <-timeout:
				fail("no %s came; refused:%s", eventType, refused)
			}
		}
		found := r.seen[next]
		if found.err != nil {
			refused += fmt.Sprintf(" %v", found.err)
		} else if found.opened.EventType == eventType && (found.order.OutOrderNo == number || found.order.OutRefundNo == number) {
			return found
		}
	}
}
