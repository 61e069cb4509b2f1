//! Below `/v3/password-exempt-contract`: contracts for payments without password (免密支付签约).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    PasswordExemptContract "/v3/password-exempt-contract"
    contracts: Contracts "/contracts" {
        ecommerce: Ecommerce "/ecommerce" {
            pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" {
                mini_program: MiniProgram "/mini-program" (post "电商收付通模式小程序场景预签约")
                pay_redirect_sign: PayRedirectSign "/pay-redirect-sign" (post "电商收付通模式支付后场景预签约")
            }
        }
        normal: Normal "/normal" {
            pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" {
                mini_program: MiniProgram "/mini-program" (post "直连商户模式小程序场景预签约")
                pay_redirect_sign: PayRedirectSign "/pay-redirect-sign" (post "直连商户模式支付后场景预签约")
            }
        }
        qs: Qs "/qs" {
            pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" {
                mini_program: MiniProgram "/mini-program" (post "清算机构模式小程序场景预签约")
                pay_redirect_sign: PayRedirectSign "/pay-redirect-sign" (post "清算机构模式支付后场景预签约")
            }
        }
        service_id: ServiceId "/service-id" {
            service_id: ServiceId {service_id} {
                out_contract_code: OutContractCode "/out-contract-code" {
                    out_contract_code: OutContractCode {out_contract_code} (get "商户通过商户协议号查询协议") {
                        terminate: Terminate "/terminate" (post "商户通过商户协议号解约协议")
                    }
                }
            }
        }
        service_provider: ServiceProvider "/service-provider" {
            pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" {
                mini_program: MiniProgram "/mini-program" (post "服务商模式小程序场景预签约")
                pay_redirect_sign: PayRedirectSign "/pay-redirect-sign" (post "服务商模式支付后场景预签约")
            }
        }
    }
}
