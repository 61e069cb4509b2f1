package main

// What follows a payment: a refund by the SDK's typed service, and the day's bills, for which it has none.

import (
	"crypto/sha1"
	"encoding/base64"
	"encoding/hex"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
	"github.com/wechatpay-apiv3/wechatpay-go/services/refunddomestic"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"
)

func refunds(w *world) {
	service := refunddomestic.RefundsApiService{Client: w.client}
	number := orderNumber("refund")
	check("orders", "refund: the typed service creates it", func() {
		created, _, err := service.Create(background, refunddomestic.CreateRequest{
			TransactionId: core.String(w.transaction),
			OutRefundNo:   core.String(number),
			Reason:        core.String("商品已售完"),
			NotifyUrl:     core.String(w.receiver.url + "/notify"),
			Amount: &refunddomestic.AmountReq{
				Refund: core.Int64(100), Total: core.Int64(3900), Currency: core.String("CNY"),
			},
		})
		must(created, err)
		equal(*created.TransactionId, w.transaction)
	})
	check("notifications", "refund: REFUND.SUCCESS is verified and decrypted", func() {
		equal(w.receiver.event("REFUND.SUCCESS", number).order.RefundStatus, "SUCCESS")
	})
	check("orders", "refund: the typed service finds it done", func() {
		found, _, err := service.QueryByOutRefundNo(background, refunddomestic.QueryByOutRefundNoRequest{
			OutRefundNo: core.String(number),
		})
		must(found, err)
		equal([]any{*found.Status, *found.Amount.Refund}, []any{refunddomestic.STATUS_SUCCESS, int64(100)})
	})
}

type merchantBill struct {
	Count int `json:"download_bill_count"`
	Files []struct {
		HashValue   string `json:"hash_value"`
		DownloadURL string `json:"download_url"`
		EncryptKey  string `json:"encrypt_key" encryption:"EM_APIV3"`
		Nonce       string `json:"nonce"`
	} `json:"download_bill_list"`
}

// Comes last: it moves the server's clock to the next day, when the bills are there.
func bills(w *world) {
	day := now(0).Format("2006-01-02")
	control("POST", "clock/advance", object{"seconds": 34 * 3600}, nil)
	// Files are not signed: fetched with the SDK's way out of verifying.
	files := certificateClient(w.merchant, option.WithoutValidator())
	fetch := func(address string) []byte {
		result := must(files.Get(background, address))
		defer result.Response.Body.Close()
		return must(io.ReadAll(result.Response.Body))
	}
	sha := func(text []byte) string {
		hash := sha1.Sum(text)
		return hex.EncodeToString(hash[:])
	}

	var address string
	check("orders", "bill: the day's trade bill, its file and hash", func() {
		bill := success[struct {
			HashValue   string `json:"hash_value"`
			DownloadURL string `json:"download_url"`
		}](get(w.client, "/v3/bill/tradebill?bill_date="+day))
		address = bill.DownloadURL
		text := fetch(address)
		equal(sha(text), bill.HashValue)
		contains(string(text), w.transaction)
	})
	check("orders", "bill: a file is not signed, and refused by a client that verifies", func() {
		if _, err := w.client.Get(background, address); err == nil {
			fail("it was believed")
		} else {
			contains(err.Error(), "is empty in header")
		}
	})
	check("orders", "bill: the service's own, its key decrypted by the SDK's cipher", func() {
		query := url.Values{
			"bill_date": {day}, "service_id": {w.merchant.service("serviceorder", true)},
			"encryption_algorithm": {"AEAD_AES_256_GCM"},
		}
		bill := success[merchantBill](get(w.client, "/v3/payscore/merchant-bill?"+query.Encode()))
		equal([]int{bill.Count, len(bill.Files)}, []int{1, 1})
		if err := w.client.DecryptResponse(background, &bill); err != nil {
			panic(err)
		}
		file := bill.Files[0]
		sealed := base64.StdEncoding.EncodeToString(fetch(file.DownloadURL))
		text := must(utils.DecryptAES256GCM(file.EncryptKey, "", file.Nonce, sealed))
		equal(sha([]byte(text)), file.HashValue)
		contains(text, w.paidOrder)
	})
	check("errors", "bill: of a day without business: 400 NO_STATEMENT_EXIST", func() {
		quiet := now(0).Add(-30 * 24 * time.Hour).Format("2006-01-02")
		_, err := get(w.client, "/v3/bill/tradebill?bill_date="+quiet)
		refused(err, http.StatusBadRequest, "NO_STATEMENT_EXIST")
	})
}
