//! How targets take their input apart.

/// The first line without its end, and what follows it. An input of one line is all first line.
pub(crate) fn first_line(data: &[u8]) -> (&[u8], &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n');
    end.map_or((data, &[]), |end| (&data[..end], &data[end + 1..]))
}

/// The lines up to an empty one, and what follows that.
pub(crate) fn head(mut data: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let mut lines = Vec::new();
    while !data.is_empty() {
        let (line, rest) = first_line(data);
        data = rest;
        if line.is_empty() {
            break;
        }
        lines.push(line);
    }
    (lines, data)
}
