//! Below `/v3/transferdownload`: download of receipts (电子回单下载).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Transferdownload "/v3/transferdownload"
    elecvoucherfile: Elecvoucherfile "/elecvoucherfile" (get_file "下载电子回单PDF文件")
    signfile: Signfile "/signfile" (get_file "下载电子回单")
}
