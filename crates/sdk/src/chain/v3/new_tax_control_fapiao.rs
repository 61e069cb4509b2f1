//! Below `/v3/new-tax-control-fapiao`: electronic invoices (电子发票).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    NewTaxControlFapiao "/v3/new-tax-control-fapiao"
    card_template: CardTemplate "/card-template" (post "创建电子发票卡券模板")
    download: Download "/download" (get_file "下载发票文件")
    fapiao_applications: FapiaoApplications "/fapiao-applications" (post "开具电子发票") {
        issue_general: IssueGeneral "/issue-general" (post "开具通用行业电子发票")
        issue_passenger_transport: IssuePassengerTransport "/issue-passenger-transport" (post "开具旅客运输行业电子发票")
        issue_refined_oil: IssueRefinedOil "/issue-refined-oil" (post "开具成品油行业电子发票")
        real_estate_leasing: RealEstateLeasing "/real-estate-leasing" (post "开具不动产租赁行业电子发票")
        upload_fapiao_file: UploadFapiaoFile "/upload-fapiao-file" (post_multipart "上传电子发票文件")
        fapiao_apply_id: FapiaoApplyId {fapiao_apply_id} (get "查询电子发票") {
            fapiao_files: FapiaoFiles "/fapiao-files" (get "获取发票下载信息")
            insert_cards: InsertCards "/insert-cards" (post "将电子发票插入微信用户卡包")
            reverse: Reverse "/reverse" (post "冲红电子发票")
        }
    }
    fapiaomerchant: Fapiaomerchant "/fapiaomerchant" {
        getspinviteurl: Getspinviteurl "/getspinviteurl" (get "获取邀请商户开通服务商电子发票能力")
        listspinvitemchinfo: Listspinvitemchinfo "/listspinvitemchinfo" (get "获取邀请开通的商户信息")
    }
    merchant: Merchant "/merchant" {
        base_information: BaseInformation "/base-information" (get "获取商户开票基础信息")
        development_config: DevelopmentConfig "/development-config" (get "查询商户配置的开发选项", patch "配置开发选项")
        tax_codes: TaxCodes "/tax-codes" (get "获取商品和服务税收分类对照表")
        sub_mchid: SubMchid {sub_mchid} {
            check: Check "/check" (post "检查子商户开票功能状态")
            check_status: CheckStatus "/check-status" (get "检查子商户开票功能状态")
        }
    }
    user_title: UserTitle "/user-title" (get "获取用户填写的抬头") {
        title_url: TitleUrl "/title-url" (get "获取抬头填写链接")
    }
}
