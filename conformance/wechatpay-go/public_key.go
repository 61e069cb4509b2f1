package main

// The platform's other identity: the WeChat Pay public key.

import (
	"net/http"
	"path/filepath"
	"strconv"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core/downloader"
	"github.com/wechatpay-apiv3/wechatpay-go/utils"
)

func publicKey(w *world) {
	m := w.merchant
	check("keys", "public key: an answer asked for by Wechatpay-Serial is verified with it", func() {
		result := must(queryOrder(w.byPublicKey, m, w.paidOrder))
		equal(result.Response.Header.Get("Wechatpay-Serial"), m.PublicKeyID)
		equal(success[order](result, nil).State, "DONE")
	})
	control("PUT", "merchants/"+m.MchID, object{"platform_identity": "public_key"}, nil)
	defer control("PUT", "merchants/"+m.MchID, object{"platform_identity": "certificate"}, nil)
	check("errors", "public key: a merchant of this mode has no certificates to download: 404 RESOURCE_NOT_EXISTS", func() {
		_, err := downloader.NewCertificateDownloader(background, m.MchID, m.privateKey(), m.SerialNo, m.APIv3Key)
		refused(err, http.StatusNotFound, "RESOURCE_NOT_EXISTS")
	})
	var came event
	check("notifications", "public key: a notification signed with it is verified and decrypted", func() {
		number := orderNumber("public")
		chargeDirectly(w.byPublicKey, w, number, "/public-key-notify")
		came = w.receiver.event("PAYSCORE.USER_PAID", number)
		equal(came.header.Get("Wechatpay-Serial"), m.PublicKeyID)
	})
	check("notifications", "public key: the same, signed an hour ago, is refused", func() {
		header, timestamp := came.header.Clone(), strconv.FormatInt(time.Now().Add(-time.Hour).Unix(), 10)
		message := timestamp + "\n" + header.Get("Wechatpay-Nonce") + "\n" + string(came.body) + "\n"
		key := must(utils.LoadPrivateKeyWithPath(filepath.Join(dataFolder, "platform", "public_keys", m.PublicKeyID, "key.pem")))
		header.Set("Wechatpay-Timestamp", timestamp)
		header.Set("Wechatpay-Signature", must(utils.SignSHA256WithRSA(message, key)))
		if stale := open(publicKeyHandler(m), header, came.body); stale.err == nil {
			fail("it was believed")
		} else {
			contains(stale.err.Error(), "expires")
		}
	})
}
