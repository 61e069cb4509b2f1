package main

// A pay-after order says who the user is, in fields that the SDK's cipher encrypts.

import (
	"net/http"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
)

const payAfterPath = "/v3/payscore/payafter-orders"

// Written as the SDK's own models are: its cipher goes by the tag.
type payAfterCreation struct {
	AppID           string `json:"appid"`
	ServiceID       string `json:"service_id"`
	OutOrderNo      string `json:"out_order_no"`
	StartTime       string `json:"service_start_time"`
	Introduction    string `json:"service_introduction"`
	RiskAmount      int64  `json:"risk_amount"`
	NeedUserConfirm bool   `json:"need_user_confirm"`
	Name            string `json:"name" encryption:"EM_APIV3"`
	Phone           string `json:"phone" encryption:"EM_APIV3"`
	UserID          string `json:"userid" encryption:"EM_APIV3"`
	Address         string `json:"address" encryption:"EM_APIV3"`
}

func payAfter(w *world) {
	m := w.merchant
	creation := func() *payAfterCreation {
		return &payAfterCreation{
			AppID: m.AppID, ServiceID: m.service("payafter", true), OutOrderNo: orderNumber("after"),
			StartTime: "OnAccept", Introduction: "共享单车", RiskAmount: 10000, NeedUserConfirm: true,
			Name: "张三", Phone: "13800138000", UserID: "11010519491231002X", Address: "深圳市南山区科技园",
		}
	}
	// The SDK sends the serial of what it encrypted for with every request.
	create := func(client *core.Client, serial string) {
		body := creation()
		equal(must(client.EncryptRequest(background, body)), serial)
		created := success[order](post(client, payAfterPath, body))
		equal(created.OutOrderNo, body.OutOrderNo)
	}
	check("orders", "pay after: create, with fields encrypted for the platform certificate", func() {
		create(w.client, m.CertificateNo)
	})
	check("orders", "pay after: create, with fields encrypted for the WeChat Pay public key", func() {
		create(w.byPublicKey, m.PublicKeyID)
	})
	check("errors", "pay after: fields encrypted for the other one: 400 PARAM_ERROR", func() {
		body := creation()
		must(w.byPublicKey.EncryptRequest(background, body))
		_, err := post(w.client, payAfterPath, body)
		refused(err, http.StatusBadRequest, "PARAM_ERROR")
	})
}
