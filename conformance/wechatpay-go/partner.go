package main

// A service provider charges for its sub-merchant, in one call.

import (
	"io"
	"net/http"
	"net/url"
	"time"
)

const partnerPath = "/v3/payscore/partner/serviceorder"

func partner(w *world) {
	p := w.provider
	serviceID, number := p.service("serviceorder", false), orderNumber("partner")
	check("orders", "partner: direct-complete: 204, verified over an empty body", func() {
		result := must(post(w.partnerClient, partnerPath+"/direct-complete", object{
			"service_id":           serviceID,
			"appid":                p.AppID,
			"sub_appid":            p.SubAppID,
			"sub_mchid":            p.SubMchID,
			"out_order_no":         number,
			"service_introduction": "XX充电宝",
			"post_payments":        []object{{"name": "租借费用", "description": "每小时2元", "amount": 4000, "count": 4}},
			"total_amount":         4000,
			"time_range":           object{"start_time": stamp(-2 * time.Hour), "end_time": stamp(-time.Minute)},
			"attach":               "partner-attach",
			"notify_url":           w.receiver.url + "/partner-notify",
			"openid":               p.user("pays_at_once"),
		}))
		equal(result.Response.StatusCode, http.StatusNoContent)
		equal(len(must(io.ReadAll(result.Response.Body))), 0)
	})
	query := url.Values{"service_id": {serviceID}, "sub_mchid": {p.SubMchID}, "out_order_no": {number}}
	check("orders", "partner: query: DONE, USER_PAID", func() {
		done := success[order](get(w.partnerClient, partnerPath+"?"+query.Encode()))
		equal([]string{done.State, done.Collection.State, done.SubMchID}, []string{"DONE", "USER_PAID", p.SubMchID})
	})
	check("notifications", "partner: PAYSCORE.USER_PAID is verified and decrypted with the provider's key", func() {
		equal(w.receiver.event("PAYSCORE.USER_PAID", number).order.Attach, "partner-attach")
	})
	check("errors", "partner: another merchant does not see the order: 403 NO_AUTH", func() {
		_, err := get(w.client, partnerPath+"?"+query.Encode())
		refused(err, http.StatusForbidden, "NO_AUTH")
	})
}
