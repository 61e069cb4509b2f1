// wechatpay-go drives a payscore server. `conformance/run` says what it needs in its environment.
package main

import "github.com/wechatpay-apiv3/wechatpay-go/core"

// What the checks work with.
type world struct {
	merchant, provider *merchant
	// Clients in certificate mode.
	client, partnerClient *core.Client
	// The default merchant's client in public-key mode.
	byPublicKey *core.Client
	receiver    *receiver
	// Set by the service orders' checks: a paid order and its payment.
	paidOrder, transaction string
}

func main() {
	w := &world{merchant: loadMerchant("default"), provider: loadMerchant("partner")}
	identities(w)
	w.byPublicKey = publicKeyClient(w.merchant)
	w.receiver = startReceiver()
	w.receiver.handle("/notify", certificateHandler(w.merchant))
	w.receiver.handle("/partner-notify", certificateHandler(w.provider))
	w.receiver.handle("/public-key-notify", publicKeyHandler(w.merchant))
	serviceOrders(w)
	payAfter(w)
	partner(w)
	refunds(w)
	uploads(w)
	publicKey(w)
	rotation(w)
	bills(w)
}
