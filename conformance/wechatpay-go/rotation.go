package main

// The platform replaces its certificate, and the SDK follows.

import (
	"github.com/wechatpay-apiv3/wechatpay-go/core/downloader"
)

// One more phase of it, and the certificates that there are then: serial → PEM.
func rotate(phase string) map[string]string {
	var platform struct {
		Certificate struct {
			Identities []struct {
				Serial string `json:"serial"`
				PEM    string `json:"pem"`
			} `json:"identities"`
		} `json:"certificate"`
	}
	control("POST", "platform/rotate", object{"phase": phase}, &platform)
	certificates := map[string]string{}
	for _, identity := range platform.Certificate.Identities {
		certificates[identity.Serial] = identity.PEM
	}
	return certificates
}

// Needs clients whose certificates have been downloaded. Afterwards the platform has another certificate.
func rotation(w *world) {
	m := w.merchant
	old := m.CertificateNo
	// What the SDK's timer does every day.
	refresh := func() map[string]string {
		downloader.MgrInstance().DownloadCertificates(background)
		return downloader.MgrInstance().ExportCertificateMap(background, m.MchID)
	}
	newest := func() string {
		result := must(queryOrder(w.client, m, w.paidOrder))
		return result.Response.Header.Get("Wechatpay-Serial")
	}
	check("keys", "rotation: announced: the downloader has both certificates, and asks for the new one", func() {
		announced := rotate("announce")
		equal(len(announced), 2)
		equal(newest(), old)
		equal(refresh(), announced)
		if newest() == old {
			fail("it still asks for the old one")
		}
	})
	check("notifications", "rotation: switched: a notification signed with the new one is verified", func() {
		rotate("switch")
		number := orderNumber("rotated")
		chargeDirectly(w.client, w, number, "/notify")
		equal(w.receiver.event("PAYSCORE.USER_PAID", number).header.Get("Wechatpay-Serial"), newest())
	})
	check("keys", "rotation: retired: the downloader has the new one only", func() {
		left := rotate("retire")
		equal(len(left), 1)
		equal(refresh(), left)
		equal(left[newest()] != "", true)
	})
}
