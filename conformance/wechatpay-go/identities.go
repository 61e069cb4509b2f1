package main

// The platform certificate is downloaded, decrypted and verified, and from then on trusted.

import (
	"bytes"
	"io"
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
	"github.com/wechatpay-apiv3/wechatpay-go/core/downloader"
	"github.com/wechatpay-apiv3/wechatpay-go/core/option"
)

func identities(w *world) {
	m := w.merchant
	// It fails where it gets no certificate that it can decrypt.
	w.client = certificateClient(m)
	w.partnerClient = certificateClient(w.provider)
	check("keys", "certificates: downloaded and decrypted", func() {
		exported := downloader.MgrInstance().ExportCertificateMap(background, m.MchID)
		equal(exported, map[string]string{m.CertificateNo: m.read("platform_cert.pem")})
	})
	check("keys", "certificates: downloaded again, now verified by what the first list held", func() {
		own := must(downloader.NewCertificateDownloader(background, m.MchID, m.privateKey(), m.SerialNo, m.APIv3Key))
		if err := own.DownloadCertificates(background); err != nil {
			panic(err)
		}
		equal(own.GetNewestSerial(background), m.CertificateNo)
	})
	check("keys", "certificates: an answer altered on its way is refused", func() {
		client := certificateClient(m, option.WithHTTPClient(&http.Client{Transport: altering{}}))
		if _, err := get(client, "/v3/certificates"); err == nil {
			fail("it was believed")
		} else {
			contains(err.Error(), "validate verify fail")
		}
	})
	reproduce("later-key-ignored", func() {
		// The right key of the provider, which is the wrong one for this merchant.
		option := option.WithWechatPayAutoAuthCipher(m.MchID, m.SerialNo, m.privateKey(), w.provider.APIv3Key)
		must(core.NewClient(background, option))
	})
}

// Adds a space to every answer, which in JSON means nothing.
type altering struct{}

func (altering) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(request)
	if err == nil {
		body, _ := io.ReadAll(response.Body)
		response.Body.Close()
		response.Body = io.NopCloser(bytes.NewReader(append(body, ' ')))
	}
	return response, err
}
