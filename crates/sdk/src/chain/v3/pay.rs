//! Below `/v3/pay`: payments: JSAPI, app, H5, Native, codes (基础支付).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Pay "/v3/pay"
    acquiring_bank: AcquiringBank "/acquiring-bank" {
        transactions: Transactions "/transactions" {
            exposure: Exposure "/exposure" (post "微信分付-支付方式前置服务")
        }
    }
    instal: Instal "/instal" {
        exposure: Exposure "/exposure" (post "商户贴息-获取微信分付曝光建议")
        partner: Partner "/partner" {
            exposure: Exposure "/exposure" (post "商户贴息-获取微信分付曝光建议")
        }
    }
    partner: Partner "/partner" {
        transactions: Transactions "/transactions" {
            app: App "/app" (post "APP下单")
            app_with_contract: AppWithContract "/app-with-contract" (post "APP下单并签约")
            codepay: Codepay "/codepay" (post "付款码支付")
            exposure: Exposure "/exposure" (post "微信分付-支付方式前置服务")
            h5: H5 "/h5" (post "H5下单")
            id: Id "/id" {
                transaction_id: TransactionId {transaction_id} (get "微信支付订单号查询")
            }
            jsapi: Jsapi "/jsapi" (post "JSAPI下单")
            jsapi_with_contract: JsapiWithContract "/jsapi-with-contract" (post "JSAPI下单并授权/签约")
            miniprogram: Miniprogram "/miniprogram" (post "小程序支付下单")
            native: Native "/native" (post "Native下单")
            out_trade_no: OutTradeNo "/out-trade-no" {
                out_trade_no: OutTradeNo {out_trade_no} (get "商户订单号查询") {
                    close: Close "/close" (post "关单")
                    reverse: Reverse "/reverse" (post "撤销")
                }
            }
            scannedpos: Scannedpos "/scannedpos" (post "扫码支付下单")
        }
    }
    transactions: Transactions "/transactions" {
        app: App "/app" (post "APP下单")
        app_with_contract: AppWithContract "/app-with-contract" (post "APP下单并签约")
        codepay: Codepay "/codepay" (post "付款码支付")
        exposure: Exposure "/exposure" (post "微信分付-支付方式前置服务")
        h5: H5 "/h5" (post "H5下单")
        id: Id "/id" {
            transaction_id: TransactionId {transaction_id} (get "微信支付订单号查询")
        }
        jsapi: Jsapi "/jsapi" (post "JSAPI下单")
        jsapi_with_contract: JsapiWithContract "/jsapi-with-contract" (post "JSAPI下单并授权/签约")
        native: Native "/native" (post "Native下单")
        out_trade_no: OutTradeNo "/out-trade-no" {
            out_trade_no: OutTradeNo {out_trade_no} (get "商户订单号查询") {
                close: Close "/close" (post "关单")
                reverse: Reverse "/reverse" (post "撤销")
            }
        }
    }
}
