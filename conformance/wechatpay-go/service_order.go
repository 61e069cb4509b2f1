package main

// A service order from its creation to the money.

import (
	"bytes"
	"net/http"
	"net/url"
	"time"

	"github.com/wechatpay-apiv3/wechatpay-go/core"
)

const serviceOrderPath = "/v3/payscore/serviceorder"

// Asks for an order of the service that needs the user's confirmation.
func queryOrder(client *core.Client, m *merchant, number string) (*core.APIResult, error) {
	query := url.Values{"appid": {m.AppID}, "service_id": {m.service("serviceorder", true)}, "out_order_no": {number}}
	return get(client, serviceOrderPath+"?"+query.Encode())
}

func serviceOrders(w *world) {
	client, m := w.client, w.merchant
	base := object{"appid": m.AppID, "service_id": m.service("serviceorder", true)}
	query := func(number string) order {
		return success[order](queryOrder(client, m, number))
	}
	act := func(number, what string, body object) (*core.APIResult, error) {
		return post(client, serviceOrderPath+"/"+url.PathEscape(number)+"/"+what, body)
	}
	creation := func(number string) object {
		return with(base, object{
			"out_order_no":         number,
			"service_introduction": "某某充电宝",
			"post_payments":        []object{{"name": "租借费用", "amount": 200, "description": "每小时2元", "count": 1}},
			"time_range":           object{"start_time": "OnAccept"},
			"location":             object{"start_location": "嗨客时尚主题展餐厅"},
			"risk_fund":            object{"name": "DEPOSIT", "amount": 10000, "description": "丢失或损坏"},
			"attach":               "bank-42",
			"notify_url":           w.receiver.url + "/notify",
			"need_user_confirm":    true,
		})
	}
	completion := func(total int) object {
		return with(base, object{
			"post_payments":  []object{{"name": "租借费用", "amount": 4000, "description": "20小时", "count": 1}},
			"post_discounts": []object{{"name": "满20减1元", "amount": 100, "description": "不与其他优惠叠加", "count": 1}},
			"total_amount":   total,
			"time_range":     object{"end_time": stamp(0)},
			"location":       object{"end_location": "嗨客时尚主题展餐厅"},
			"profit_sharing": false,
		})
	}

	number := orderNumber("service")
	check("orders", "service order: create", func() {
		created := success[order](post(client, serviceOrderPath, creation(number)))
		equal(created.State, "CREATED")
		present(created.Package, "package")
	})
	check("orders", "service order: the user confirms, query: DOING/USER_CONFIRM", func() {
		asUser("confirm", m.MchID, number)
		equal(query(number).states(), [2]string{"DOING", "USER_CONFIRM"})
	})
	check("notifications", "service order: PAYSCORE.USER_CONFIRM is verified and decrypted", func() {
		came := w.receiver.event("PAYSCORE.USER_CONFIRM", number)
		equal(came.order.states(), [2]string{"DOING", "USER_CONFIRM"})
		equal(came.order.Attach, "bank-42")
	})
	check("notifications", "service order: an altered notification is refused", func() {
		came := w.receiver.event("PAYSCORE.USER_CONFIRM", number)
		altered := bytes.ReplaceAll(came.body, []byte("USER_CONFIRM"), []byte("USER_PAID"))
		if err := open(certificateHandler(m), came.header, altered).err; err == nil {
			fail("it was believed")
		} else {
			contains(err.Error(), "validate verify fail")
		}
	})
	check("errors", "service order: complete, a fen too much: 400 PARAM_ERROR with Request-ID", func() {
		_, err := act(number, "complete", completion(3901))
		present(refused(err, http.StatusBadRequest, "PARAM_ERROR").Header.Get("Request-ID"), "Request-ID")
	})
	check("orders", "service order: complete: DOING/MCH_COMPLETE", func() {
		completed := success[order](act(number, "complete", completion(3900)))
		equal(completed.states(), [2]string{"DOING", "MCH_COMPLETE"})
		equal(completed.NeedCollection, true)
	})
	check("orders", "service order: query: DONE, USER_PAID by WeChat Pay", func() {
		done := query(number)
		equal(done.State, "DONE")
		equal(done.Collection.State, "USER_PAID")
		equal(done.Collection.PaidAmount, int64(3900))
		equal(done.Collection.Details[0].PaidType, "NEWTON")
		w.paidOrder, w.transaction = number, done.Collection.Details[0].TransactionID
		present(w.transaction, "transaction_id")
	})
	check("notifications", "service order: PAYSCORE.USER_PAID is verified and decrypted", func() {
		equal(w.receiver.event("PAYSCORE.USER_PAID", number).order.Collection.State, "USER_PAID")
	})
	check("orders", "service order: no confirmation needed: starts in DOING/USER_CONFIRM, is cancelled", func() {
		started, service := orderNumber("direct"), object{"service_id": m.service("serviceorder", false)}
		created := success[order](post(client, serviceOrderPath, with(creation(started), service, object{
			"need_user_confirm": false,
			"openid":            m.user("pays_at_once"),
			"time_range":        object{"start_time": stamp(0)},
		})))
		equal(created.states(), [2]string{"DOING", "USER_CONFIRM"})
		cancelled := success[order](act(started, "cancel", with(base, service, object{"reason": "设备故障"})))
		equal(cancelled.OutOrderNo, started)
	})
	check("errors", "service order: an unknown order: 404 ORDER_NOT_EXIST", func() {
		_, err := queryOrder(client, m, orderNumber("unknown"))
		refused(err, http.StatusNotFound, "ORDER_NOT_EXIST")
	})
}

// An order that is created, completed and paid in one call.
func chargeDirectly(client *core.Client, w *world, number, notifyPath string) {
	must(post(client, serviceOrderPath+"/direct-complete", object{
		"appid":                w.merchant.AppID,
		"service_id":           w.merchant.service("serviceorder", false),
		"out_order_no":         number,
		"service_introduction": "某某充电宝",
		"post_payments":        []object{{"name": "租借费用", "amount": 4000}},
		"total_amount":         4000,
		"time_range":           object{"start_time": stamp(-2 * time.Hour), "end_time": stamp(-time.Minute)},
		"notify_url":           w.receiver.url + notifyPath,
		"openid":               w.merchant.user("pays_at_once"),
	}))
}
