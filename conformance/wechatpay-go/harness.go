package main

// What the checks share: reporting, the provisioned merchants, the server's control API.

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
)

const patience = 10 * time.Second

type object = map[string]any

var (
	serverURL  = os.Getenv("PAYSCORE_URL")
	dataFolder = os.Getenv("PAYSCORE_DATA")
	china      = time.FixedZone("", 8*3600)
	// Control calls go straight to the server, whatever HTTPS_PROXY and its like say.
	direct = &http.Client{Transport: &http.Transport{}, Timeout: 30 * time.Second}
)

// One check and its line. A step fails by panicking.
func check(capability, what string, step func()) {
	defer func() {
		reason := recover()
		if reason == nil {
			fmt.Printf("ok %s: %s\n", capability, what)
			return
		}
		text := fmt.Sprint(reason)
		if refusal, ok := reason.(*core.APIError); ok {
			text = fmt.Sprintf("%d %s", refusal.StatusCode, refusal.Body)
		}
		fmt.Printf("FAIL %s: %s: %s\n", capability, what, strings.Join(strings.Fields(text), " "))
	}()
	step()
}

// A check that shows a bug of the SDK; `bugs.tsv` says what it is.
func reproduce(name string, step func()) {
	check("bugs", name, step)
}

func fail(format string, arguments ...any) {
	panic(fmt.Sprintf(format, arguments...))
}

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func equal(actual, expected any) {
	if !reflect.DeepEqual(actual, expected) {
		fail("expected %#v, got %#v", expected, actual)
	}
}

func present(value, name string) {
	if value == "" {
		fail("there is no %s", name)
	}
}

func contains(text, part string) {
	if part == "" || !strings.Contains(text, part) {
		fail("there is no %q in %s", part, text)
	}
}

// A merchant as the server provisioned it.
type merchant struct {
	MchID         string `json:"mchid"`
	SerialNo      string `json:"serial_no"`
	AppID         string `json:"appid"`
	APIv3Key      string `json:"apiv3_key"`
	PublicKeyID   string `json:"wechatpay_public_key_id"`
	CertificateNo string `json:"platform_serial_no"`
	SubMchID      string `json:"sub_mchid"`
	SubAppID      string `json:"sub_appid"`
	Services      []struct {
		ID               string `json:"service_id"`
		Kind             string `json:"kind"`
		NeedsUserConfirm bool   `json:"needs_user_confirm"`
	} `json:"services"`
	Users []struct {
		OpenID    string `json:"openid"`
		Behaviour string `json:"behaviour"`
	} `json:"users"`

	folder string
}

// `default` or `partner`.
func loadMerchant(name string) *merchant {
	loaded := &merchant{folder: filepath.Join(dataFolder, "merchants", name)}
	if err := json.Unmarshal([]byte(loaded.read("merchant.json")), loaded); err != nil {
		panic(err)
	}
	return loaded
}

func (m *merchant) read(file string) string {
	return string(must(os.ReadFile(filepath.Join(m.folder, file))))
}

// The id of the service of this kind.
func (m *merchant) service(kind string, needsUserConfirm bool) string {
	for _, service := range m.Services {
		if service.Kind == kind && service.NeedsUserConfirm == needsUserConfirm {
			return service.ID
		}
	}
	panic("no service " + kind)
}

// The openid of the user who behaves like this.
func (m *merchant) user(behaviour string) string {
	for _, user := range m.Users {
		if user.Behaviour == behaviour {
			return user.OpenID
		}
	}
	panic("no user " + behaviour)
}

// `/_payscore/…`; the JSON that it answers goes into `answer`, if that is not nil.
func control(method, path string, body, answer any) {
	text := ask(method, path, body)
	if answer != nil {
		if err := json.Unmarshal(text, answer); err != nil {
			panic(err)
		}
	}
}

func ask(method, path string, body any) []byte {
	request := must(http.NewRequest(method, serverURL+"/_payscore/"+path, nil))
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
		request.Body = io.NopCloser(bytes.NewReader(must(json.Marshal(body))))
	}
	response := must(direct.Do(request))
	defer response.Body.Close()
	text := must(io.ReadAll(response.Body))
	if response.StatusCode/100 != 2 {
		fail("control API: %s %s: %d %s", method, path, response.StatusCode, text)
	}
	return text
}

// A file that was uploaded.
func media(id string) []byte {
	return ask("GET", "media/"+url.PathEscape(id), nil)
}

// The user's side: `confirm`, `decline` or `pay`.
func asUser(act, mchID, orderNo string) {
	control("POST", fmt.Sprintf("orders/%s/%s/%s", mchID, url.PathEscape(orderNo), act), nil, nil)
}

// The server's time, `offset` from now.
func now(offset time.Duration) time.Time {
	var clock struct {
		Unix int64 `json:"unix"`
	}
	control("GET", "clock", nil, &clock)
	return time.Unix(clock.Unix, 0).Add(offset).In(china)
}

// The same as PayScore writes times: yyyyMMddHHmmss at +08:00.
func stamp(offset time.Duration) string {
	return now(offset).Format("20060102150405")
}

var orders int

// An order number that no other check uses, made of all that may stand in one.
func orderNumber(kind string) string {
	orders++
	return fmt.Sprintf("Go_%s-%d|*%d", kind, orders, time.Now().UnixMilli())
}

// `base` with what the others say instead or as well.
func with(base object, others ...object) object {
	whole := object{}
	for _, part := range append([]object{base}, others...) {
		for name, value := range part {
			whole[name] = value
		}
	}
	return whole
}
