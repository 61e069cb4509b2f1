//! Below `/v3/billdownload`: download of bills (账单下载).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Billdownload "/v3/billdownload"
    file: File "/file" (get_file "下载账单")
}
