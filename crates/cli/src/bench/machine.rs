//! On what machine it was measured: figures of another one say nothing.

use std::path::Path;

/// A machine, as far as it says what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Machine {
    pub(super) cpu: String,
    pub(super) cores: usize,
    pub(super) system: String,
}

impl Machine {
    /// This one.
    pub(super) fn this() -> Self {
        let read = |path: &str| std::fs::read_to_string(Path::new(path)).unwrap_or_default();
        let cpu = field(&read("/proc/cpuinfo"), "model name", ':');
        let system = field(&read("/etc/os-release"), "PRETTY_NAME", '=');
        let kernel = read("/proc/sys/kernel/osrelease");
        let system = [system.as_deref().unwrap_or(std::env::consts::OS), kernel.trim()].join(" ");
        Self {
            cpu: cpu.unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            system: system.trim().to_owned(),
        }
    }
}

/// The first line `name = "value"` of such a file.
fn field(text: &str, name: &str, separator: char) -> Option<String> {
    let values = text.lines().filter_map(|line| line.split_once(separator)).filter(|(key, _)| key.trim() == name);
    values.map(|(_, value)| value.trim().trim_matches('"').to_owned()).find(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found() {
        let cpuinfo = "processor\t: 0\nmodel name\t: Some CPU @ 2.00GHz\nmodel name\t: other\n";
        assert_eq!(field(cpuinfo, "model name", ':').as_deref(), Some("Some CPU @ 2.00GHz"));
        assert_eq!(field("NAME=x\nPRETTY_NAME=\"Some OS 1\"\n", "PRETTY_NAME", '=').as_deref(), Some("Some OS 1"));
        assert_eq!(field("", "model name", ':'), None);
        assert!(Machine::this().cores > 0);
    }
}
