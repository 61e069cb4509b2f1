#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| payscore_fuzz::target("notification")(data));
