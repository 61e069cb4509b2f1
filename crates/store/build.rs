//! Migrations are embedded by a macro, which the compiler does not know to depend on them.

fn main() {
    println!("cargo::rerun-if-changed=migrations");
}
