//! Below `/v3/papay`: automatic deductions (委托代扣).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Papay "/v3/papay"
    contracts: Contracts "/contracts" {
        contract_id: ContractId {contract_id} {
            fail_notify: FailNotify "/fail-notify" (post "重试扣费通知")
            notify: Notify "/notify" (post "直连商户预扣费通知")
        }
    }
    insurance_pay: InsurancePay "/insurance-pay" {
        policy_periods: PolicyPeriods "/policy-periods" {
            contract_id: ContractId "/contract-id" {
                contract_id: ContractId {contract_id} {
                    policy_period_id: PolicyPeriodId "/policy-period-id" {
                        policy_period_id: PolicyPeriodId {policy_period_id} (get "保险商户查询保险自动续费预约") {
                            schedule: Schedule "/schedule" (post "保险商户预约保险自动续费")
                        }
                    }
                }
            }
        }
        transactions: Transactions "/transactions" {
            apply: Apply "/apply" (post "保险商户受理保险自动续费扣款")
        }
    }
    insurance_sign: InsuranceSign "/insurance-sign" {
        contracts: Contracts "/contracts" {
            plan_id: PlanId "/plan-id" {
                plan_id: PlanId {plan_id} {
                    contract_id: ContractId "/contract-id" {
                        contract_id: ContractId {contract_id} {
                            renew: Renew "/renew" (post "保险商户受理续期自动续费协议")
                        }
                    }
                    out_contract_code: OutContractCode "/out-contract-code" {
                        out_contract_code: OutContractCode {out_contract_code} (get "保险商户查询保险自动续费协议") {
                            terminate: Terminate "/terminate" (post "保险商户通过商户协议号解除保险自动续费协议")
                        }
                    }
                }
            }
            pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" {
                app: App "/app" (post "保险商户App预签约")
                h5: H5 "/h5" (post "保险商户H5预签约")
                jsapi: Jsapi "/jsapi" (post "保险商户JSAPI预签约")
                mini_program: MiniProgram "/mini-program" (post "保险商户小程序预签约")
            }
        }
        policy_periods: PolicyPeriods "/policy-periods" {
            plan_id: PlanId "/plan-id" {
                plan_id: PlanId {plan_id} {
                    contract_id: ContractId "/contract-id" {
                        contract_id: ContractId {contract_id} {
                            modify: Modify "/modify" (post "保险商户修改保险扣费周期列表")
                        }
                    }
                }
            }
        }
        policy_periods_underscored: PolicyPeriodsUnderscored "/policy_periods" {
            plan_id: PlanId "/plan-id" {
                plan_id: PlanId {plan_id} {
                    out_contract_code: OutContractCode "/out-contract-code" {
                        out_contract_code: OutContractCode {out_contract_code} (get "保险商户查询保险扣费周期列表")
                    }
                }
            }
        }
    }
    pay: Pay "/pay" {
        harmony: Harmony "/harmony" {
            transactions: Transactions "/transactions" {
                apply: Apply "/apply" (post "代扣受理扣款")
            }
        }
        partner: Partner "/partner" {
            schedules: Schedules "/schedules" {
                contract_id: ContractId "/contract-id" {
                    contract_id: ContractId {contract_id} (get "查询扣费预约") {
                        schedule: Schedule "/schedule" (post "预约扣费")
                    }
                }
            }
            transactions: Transactions "/transactions" {
                apply: Apply "/apply" (post "受理扣款")
            }
        }
        schedules: Schedules "/schedules" {
            contract_id: ContractId "/contract-id" {
                contract_id: ContractId {contract_id} (get "查询扣费预约") {
                    schedule: Schedule "/schedule" (post "预约扣费")
                }
            }
        }
        transactions: Transactions "/transactions" {
            apply: Apply "/apply" (post "受理扣款")
        }
    }
    scheduled_deduct_sign: ScheduledDeductSign "/scheduled-deduct-sign" {
        contracts: Contracts "/contracts" {
            pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" {
                app: App "/app" (post "App场景预约扣费类型签约的预签约")
                h5: H5 "/h5" (post "H5场景预约扣费类型签约的预签约")
                jsapi: Jsapi "/jsapi" (post "JSAPI场景预约扣费类型签约的预签约")
                mini_program: MiniProgram "/mini-program" (post "小程序场景预约扣费类型签约的预签约")
            }
        }
        partner: Partner "/partner" {
            contracts: Contracts "/contracts" {
                pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" {
                    app: App "/app" (post "App场景预约扣费类型签约的预签约")
                    h5: H5 "/h5" (post "H5场景预约扣费类型签约的预签约")
                    jsapi: Jsapi "/jsapi" (post "JSAPI场景预约扣费类型签约的预签约")
                    mini_program: MiniProgram "/mini-program" (post "小程序场景预约扣费类型签约的预签约")
                }
            }
        }
    }
    sign: Sign "/sign" {
        contracts: Contracts "/contracts" {
            harmony_plan_id: HarmonyPlanId "/harmony-plan-id" {
                plan_id: PlanId {plan_id} {
                    out_contract_code: OutContractCode "/out-contract-code" {
                        out_contract_code: OutContractCode {out_contract_code} (get "通过商户协议号查询委托代扣签约协议")
                    }
                }
            }
            plan_id: PlanId "/plan-id" {
                plan_id: PlanId {plan_id} {
                    out_contract_code: OutContractCode "/out-contract-code" {
                        out_contract_code: OutContractCode {out_contract_code} (get "通过商户协议号查询委托代扣签约协议") {
                            terminate: Terminate "/terminate" (post "通过商户协议号解除委托代扣签约协议")
                        }
                    }
                }
            }
            pre_entrust_sign: PreEntrustSign "/pre-entrust-sign" (post "代扣预签约")
        }
        partner: Partner "/partner" {
            contracts: Contracts "/contracts" {
                plan_id: PlanId "/plan-id" {
                    plan_id: PlanId {plan_id} {
                        out_contract_code: OutContractCode "/out-contract-code" {
                            out_contract_code: OutContractCode {out_contract_code} (get "通过商户协议号查询委托代扣签约协议") {
                                terminate: Terminate "/terminate" (post "通过商户协议号解除委托代扣签约协议")
                            }
                        }
                    }
                }
            }
        }
    }
}
