//! Below `/v3/facemch`: identities authorized by face (刷脸实名信息).
//!
//! Written from `v3-operations.tsv` by `cargo xtask chain --write`, not by hand.

use crate::chain::node::nodes;

nodes! {
    Facemch "/v3/facemch"
    users: Users "/users" {
        face_sid: FaceSid {face_sid} (get "查询用户授权的实名信息")
    }
}
