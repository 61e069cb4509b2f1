//! `/v3`: the paths that the pure chain knows, a module and a cargo feature a domain. The feature is called as
//! the path's first segment: `/v3/fund-app/…` needs `fund-app`. All 1018 operations: `full`.
//!
//! Written from `v3-operations.tsv` and `v3-domains.tsv` by `cargo xtask chain --write`, not by hand.

use super::Caller;
use super::node::{Base, domains};

#[cfg(feature = "abnormal-fund-processing")]
pub mod abnormal_fund_processing;
#[cfg(feature = "aggracct-bc")]
pub mod aggracct_bc;
#[cfg(feature = "apply4sub")]
pub mod apply4sub;
#[cfg(feature = "apply4subject")]
pub mod apply4subject;
#[cfg(feature = "applyment4sub")]
pub mod applyment4sub;
#[cfg(feature = "bank-batch-transfer")]
pub mod bank_batch_transfer;
#[cfg(feature = "bank-transfer")]
pub mod bank_transfer;
#[cfg(feature = "bill")]
pub mod bill;
#[cfg(feature = "billdownload")]
pub mod billdownload;
#[cfg(feature = "brand")]
pub mod brand;
#[cfg(feature = "brand-basic")]
pub mod brand_basic;
#[cfg(feature = "businesscircle")]
pub mod businesscircle;
#[cfg(feature = "capital")]
pub mod capital;
#[cfg(feature = "catering")]
pub mod catering;
#[cfg(feature = "combine-transactions")]
pub mod combine_transactions;
#[cfg(feature = "compliance")]
pub mod compliance;
#[cfg(feature = "credit-repayment")]
pub mod credit_repayment;
#[cfg(feature = "customs")]
pub mod customs;
#[cfg(feature = "discount-card")]
pub mod discount_card;
#[cfg(feature = "ebike")]
pub mod ebike;
#[cfg(feature = "ecommerce")]
pub mod ecommerce;
#[cfg(feature = "edu-papay")]
pub mod edu_papay;
#[cfg(feature = "edu-star")]
pub mod edu_star;
#[cfg(feature = "eduschoolpay")]
pub mod eduschoolpay;
#[cfg(feature = "express")]
pub mod express;
#[cfg(feature = "facemch")]
pub mod facemch;
#[cfg(feature = "fund-app")]
pub mod fund_app;
#[cfg(feature = "funds-to-oversea")]
pub mod funds_to_oversea;
#[cfg(feature = "global")]
pub mod global;
#[cfg(feature = "goldplan")]
pub mod goldplan;
#[cfg(feature = "gov")]
pub mod gov;
#[cfg(feature = "hire-power-bank")]
pub mod hire_power_bank;
#[cfg(feature = "industry-coupon")]
pub mod industry_coupon;
#[cfg(feature = "industry-rebate")]
pub mod industry_rebate;
#[cfg(feature = "inspolicymgr")]
pub mod inspolicymgr;
#[cfg(feature = "iotmanage")]
pub mod iotmanage;
#[cfg(feature = "lovefeast")]
pub mod lovefeast;
#[cfg(feature = "marketing")]
pub mod marketing;
#[cfg(feature = "mch-manage")]
pub mod mch_manage;
#[cfg(feature = "mch_operate")]
pub mod mch_operate;
#[cfg(feature = "mch-operation-manage")]
pub mod mch_operation_manage;
#[cfg(feature = "mchalterapply")]
pub mod mchalterapply;
#[cfg(feature = "med-ins")]
pub mod med_ins;
#[cfg(feature = "merchant")]
pub mod merchant;
#[cfg(feature = "merchant-risk-manage")]
pub mod merchant_risk_manage;
#[cfg(feature = "merchant-service")]
pub mod merchant_service;
#[cfg(feature = "merchant-settlement")]
pub mod merchant_settlement;
#[cfg(feature = "merchant-store")]
pub mod merchant_store;
#[cfg(feature = "merchantfund")]
pub mod merchantfund;
#[cfg(feature = "merchants")]
pub mod merchants;
#[cfg(feature = "multiuse")]
pub mod multiuse;
#[cfg(feature = "new-tax-control-fapiao")]
pub mod new_tax_control_fapiao;
#[cfg(feature = "offlineface")]
pub mod offlineface;
#[cfg(feature = "offlinefacemch")]
pub mod offlinefacemch;
#[cfg(feature = "palmservice")]
pub mod palmservice;
#[cfg(feature = "papay")]
pub mod papay;
#[cfg(feature = "parking")]
pub mod parking;
#[cfg(feature = "partner-papay")]
pub mod partner_papay;
#[cfg(feature = "partner-transfer")]
pub mod partner_transfer;
#[cfg(feature = "password-exempt-contract")]
pub mod password_exempt_contract;
#[cfg(feature = "pay")]
pub mod pay;
#[cfg(feature = "pay-devices")]
pub mod pay_devices;
#[cfg(feature = "payroll-card")]
pub mod payroll_card;
#[cfg(feature = "payscore")]
pub mod payscore;
#[cfg(feature = "platsolution")]
pub mod platsolution;
#[cfg(feature = "profitsharing")]
pub mod profitsharing;
#[cfg(feature = "qrcode")]
pub mod qrcode;
#[cfg(feature = "rate-activity")]
pub mod rate_activity;
#[cfg(feature = "realname")]
pub mod realname;
#[cfg(feature = "recharge")]
pub mod recharge;
#[cfg(feature = "refund")]
pub mod refund;
#[cfg(feature = "refunds")]
pub mod refunds;
#[cfg(feature = "repayment")]
pub mod repayment;
#[cfg(feature = "security")]
pub mod security;
#[cfg(feature = "settle")]
pub mod settle;
#[cfg(feature = "smartguide")]
pub mod smartguide;
#[cfg(feature = "taxi-invoice")]
pub mod taxi_invoice;
#[cfg(feature = "transaction-block")]
pub mod transaction_block;
#[cfg(feature = "transactions")]
pub mod transactions;
#[cfg(feature = "transfer")]
pub mod transfer;
#[cfg(feature = "transfer-detail")]
pub mod transfer_detail;
#[cfg(feature = "transferdownload")]
pub mod transferdownload;
#[cfg(feature = "vehicle")]
pub mod vehicle;
#[cfg(feature = "webizpay")]
pub mod webizpay;

domains! {
    abnormal_fund_processing: AbnormalFundProcessing "abnormal-fund-processing" "abnormal funds in transit" "在途异常资金" 3
    aggracct_bc: AggracctBc "aggracct-bc" "acquirers' channel settlement accounts" "微众渠道结算账户" 11
    apply4sub: Apply4sub "apply4sub" "settlement accounts of sub-merchants" "特约商户结算账户" 3
    apply4subject: Apply4subject "apply4subject" "merchants' confirmation of opening" "商户开户意愿确认" 5
    applyment4sub: Applyment4sub "applyment4sub" "onboarding of sub-merchants" "特约商户进件" 3
    bank_batch_transfer: BankBatchTransfer "bank-batch-transfer" "receipts of bank batch transfers" "银行批量转账电子回单" 4
    bank_transfer: BankTransfer "bank-transfer" "batch transfers for banks" "银行批量转账" 5
    bill: Bill "bill" "trade and fund-flow bills" "账单" 3
    billdownload: Billdownload "billdownload" "download of bills" "账单下载" 1
    brand: Brand "brand" "brands: stores, cards, members, profit sharing" "品牌商家" 56
    brand_basic: BrandBasic "brand-basic" "product permissions of brands" "品牌基础信息" 1
    businesscircle: Businesscircle "businesscircle" "smart business circles" "智慧商圈" 4
    capital: Capital "capital" "banks, provinces and cities" "银行组件" 6
    catering: Catering "catering" "orders of restaurants" "扫码点餐" 1
    certificates: Certificates "certificates" "platform certificates" "平台证书" 1 (get "获取平台证书列表")
    combine_transactions: CombineTransactions "combine-transactions" "combined orders" "合单支付" 8
    compliance: Compliance "compliance" "inactive merchants" "不活跃商户身份核实" 2
    credit_repayment: CreditRepayment "credit-repayment" "automatic credit repayment" "信用卡还款" 8
    customs: Customs "customs" "customs declarations" "清关报关" 5
    discount_card: DiscountCard "discount-card" "discount cards" "先享卡" 6
    ebike: Ebike "ebike" "charging of electric bikes" "充电自行车代扣" 7
    ecommerce: Ecommerce "ecommerce" "e-commerce platforms" "电商收付通" 60
    edu_papay: EduPapay "edu-papay" "education payments" "教育通" 8
    edu_star: EduStar "edu-star" "education rewards" "教育核销" 4
    eduschoolpay: Eduschoolpay "eduschoolpay" "school payments" "校园轻松付" 8
    express: Express "express" "openids of express services" "快递用户标识" 1
    facemch: Facemch "facemch" "identities authorized by face" "刷脸实名信息" 1
    fund_app: FundApp "fund-app" "transfers to users, red packets" "商家转账" 40
    funds_to_oversea: FundsToOversea "funds-to-oversea" "funds sent overseas" "资金出境" 6
    global: Global "global" "payments outside mainland China" "境外支付" 71
    goldplan: Goldplan "goldplan" "pages after payment" "点金计划" 5
    gov: Gov "gov" "government subsidies" "政府补贴" 34
    hire_power_bank: HirePowerBank "hire-power-bank" "insurance of power banks" "充电宝保险" 3
    industry_coupon: IndustryCoupon "industry-coupon" "travel coupons" "出行券" 1
    industry_rebate: IndustryRebate "industry-rebate" "industry rebates" "行业返利" 2
    inspolicymgr: Inspolicymgr "inspolicymgr" "insurance policies" "保单管理" 5
    iotmanage: Iotmanage "iotmanage" "smart devices" "智能设备" 2
    lovefeast: Lovefeast "lovefeast" "charity meals" "爱心餐" 3
    marketing: Marketing "marketing" "coupons, activities, members" "营销工具" 156
    mch_manage: MchManage "mch-manage" "management records of sub-merchants" "商户管理记录" 4
    mch_operation_manage: MchOperationManage "mch-operation-manage" "due diligence of sub-merchants" "商户尽调" 4
    mch_operate: MchOperate "mch_operate" "withdrawals of cancelled merchants" "已注销商户号提现" 3
    mchalterapply: Mchalterapply "mchalterapply" "changes of a merchant's data" "商户资料变更" 12
    med_ins: MedIns "med-ins" "payments with medical insurance" "医保混合收款" 4
    merchant: Merchant "merchant" "balances, withdrawals, media" "商户账户与媒体文件" 8
    merchant_risk_manage: MerchantRiskManage "merchant-risk-manage" "risks and violations" "商户风险处置" 9
    merchant_service: MerchantService "merchant-service" "consumer complaints" "消费者投诉" 17
    merchant_settlement: MerchantSettlement "merchant-settlement" "settlement rules" "结算规则" 2
    merchant_store: MerchantStore "merchant-store" "stores" "商户门店" 5
    merchantfund: Merchantfund "merchantfund" "incoming bank transfers" "银行来账" 2
    merchants: Merchants "merchants" "sub-merchants of multi-wallets" "融合钱包进件" 3 (post "子商户进件（融合钱包）", put "修改子商户（融合钱包）")
    multiuse: Multiuse "multiuse" "consumption credits" "消费金" 4
    new_tax_control_fapiao: NewTaxControlFapiao "new-tax-control-fapiao" "electronic invoices" "电子发票" 22
    offlineface: Offlineface "offlineface" "face payments on campus" "校园刷脸" 8
    offlinefacemch: Offlinefacemch "offlinefacemch" "institutions with face payments" "刷脸机构" 5
    palmservice: Palmservice "palmservice" "palm payments" "刷掌服务" 2
    papay: Papay "papay" "automatic deductions" "委托代扣" 35
    parking: Parking "parking" "parking" "停车服务" 10
    partner_papay: PartnerPapay "partner-papay" "automatic deductions for providers" "服务商委托代扣" 2
    partner_transfer: PartnerTransfer "partner-transfer" "batch transfers for providers" "服务商批量转账" 5
    password_exempt_contract: PasswordExemptContract "password-exempt-contract" "contracts for payments without password" "免密支付签约" 10
    pay: Pay "pay" "payments: JSAPI, app, H5, Native, codes" "基础支付" 29
    pay_devices: PayDevices "pay-devices" "payment devices" "支付设备" 7
    payroll_card: PayrollCard "payroll-card" "payroll cards" "微工卡" 9
    payscore: Payscore "payscore" "WeChat Pay Score" "微信支付分" 81
    platsolution: Platsolution "platsolution" "solutions for platforms" "平台解决方案" 63
    profitsharing: Profitsharing "profitsharing" "profit sharing" "分账" 10
    qrcode: Qrcode "qrcode" "bus and metro codes" "乘车码" 3
    rate_activity: RateActivity "rate-activity" "reduced rates" "费率优惠活动" 3
    realname: Realname "realname" "checks of real names" "实名校验" 1
    recharge: Recharge "recharge" "recharges by bank transfer" "银行转账充值" 2
    refund: Refund "refund" "refunds" "退款" 3
    refunds: Refunds "refunds" "refunds of multi-wallets" "融合钱包退款" 4 (get "查询所有退款", post "申请退款")
    repayment: Repayment "repayment" "repayments" "还款" 3
    security: Security "security" "tests of signatures and encryption" "签名与加解密测试" 1
    settle: Settle "settle" "settlement details of multi-wallets" "融合钱包结算" 1
    smartguide: Smartguide "smartguide" "shop assistants" "支付即服务" 4
    statements: Statements "statements" "bills of multi-wallets" "融合钱包对账单" 1 (get_file "下载对账单")
    taxi_invoice: TaxiInvoice "taxi-invoice" "taxi invoices" "出租车电子发票" 11
    transaction_block: TransactionBlock "transaction-block" "blocked transactions" "交易拦截" 4
    transactions: Transactions "transactions" "payments with multi-wallets" "融合钱包支付" 11
    transfer: Transfer "transfer" "batch transfers" "批量转账" 7
    transfer_detail: TransferDetail "transfer-detail" "receipts of transfers" "转账明细电子回单" 2
    transferdownload: Transferdownload "transferdownload" "download of receipts" "电子回单下载" 2
    vehicle: Vehicle "vehicle" "parking and tolls" "车主服务" 10
    webizpay: Webizpay "webizpay" "payments for companies" "企业支付" 17
}

impl<C: Caller> V3<C> {
    /// The beginning of the chain for your own [`Caller`]; a client's is its `v3()`.
    pub fn new(caller: C) -> Self {
        Self { base: Base::new(caller) }
    }
}
