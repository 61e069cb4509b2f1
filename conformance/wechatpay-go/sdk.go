package main

// wechatpay-go, set up as its README says.

import (
	"context"
	"crypto/rsa"
	"errors"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/auth/verifiers"
	"github.com/wechatpay-apiv3/wechatpay-go/core/consts"
	"github.com/wechatpay-apiv3/wechatpay-go/core/downloader"
	"github.com/wechatpay-apiv3/wechatpay-go/core/notify"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"
)

var background = context.Background()

func (m *merchant) privateKey() *rsa.PrivateKey {
	return must(utils.LoadPrivateKey(m.read("apiclient_key.pem")))
}

func (m *merchant) platformPublicKey() *rsa.PublicKey {
	return must(utils.LoadPublicKey(m.read("wechatpay_public_key.pem")))
}

// A client whose certificates the SDK downloads at once, and from then on every day. More options come after these.
func certificateClient(m *merchant, more ...core.ClientOption) *core.Client {
	options := []core.ClientOption{
		option.WithWechatPayAutoAuthCipher(m.MchID, m.SerialNo, m.privateKey(), m.APIv3Key),
	}
	return must(core.NewClient(background, append(options, more...)...))
}

func publicKeyClient(m *merchant) *core.Client {
	return must(core.NewClient(background, option.WithWechatPayPublicKeyAuthCipher(
		m.MchID, m.SerialNo, m.privateKey(), m.PublicKeyID, m.platformPublicKey(),
	)))
}

func certificateHandler(m *merchant) *notify.Handler {
	certificates := downloader.MgrInstance().GetCertificateVisitor(m.MchID)
	return must(notify.NewRSANotifyHandler(m.APIv3Key, verifiers.NewSHA256WithRSAVerifier(certificates)))
}

func publicKeyHandler(m *merchant) *notify.Handler {
	verifier := verifiers.NewSHA256WithRSAPubkeyVerifier(m.PublicKeyID, *m.platformPublicKey())
	return must(notify.NewRSANotifyHandler(m.APIv3Key, verifier))
}

// The SDK has no typed methods for PayScore: its raw calls, which sign, send and verify.

func get(client *core.Client, path string) (*core.APIResult, error) {
	return client.Get(background, consts.WechatPayAPIServer+path)
}

func post(client *core.Client, path string, body any) (*core.APIResult, error) {
	return client.Post(background, consts.WechatPayAPIServer+path, body)
}

// The JSON of an answer that has to be a 200: `success[order](get(…))`.
func success[T any](result *core.APIResult, err error) T {
	if err != nil {
		panic(err)
	}
	equal(result.Response.StatusCode, http.StatusOK)
	answer := new(T)
	if err := core.UnMarshalResponse(result.Response, answer); err != nil {
		panic(err)
	}
	return *answer
}

// The error of an answer that has to be a refusal.
func refused(err error, status int, code string) *core.APIError {
	var refusal *core.APIError
	if !errors.As(err, &refusal) {
		fail("expected %d %s, got %v", status, code, err)
	}
	equal([]any{refusal.StatusCode, refusal.Code}, []any{status, code})
	present(refusal.Message, "message")
	return refusal
}

// An order of any kind as answers and notifications show it, or a refund.
type order struct {
	OutOrderNo       string `json:"out_order_no"`
	OutRefundNo      string `json:"out_refund_no"`
	RefundStatus     string `json:"refund_status"`
	SubMchID         string `json:"sub_mchid"`
	State            string `json:"state"`
	StateDescription string `json:"state_description"`
	Attach           string `json:"attach"`
	Package          string `json:"package"`
	NeedCollection   bool   `json:"need_collection"`
	Collection       struct {
		State      string `json:"state"`
		PaidAmount int64  `json:"paid_amount"`
		Details    []struct {
			PaidType      string `json:"paid_type"`
			TransactionID string `json:"transaction_id"`
		} `json:"details"`
	} `json:"collection"`
}

func (o order) states() [2]string {
	return [2]string{o.State, o.StateDescription}
}
