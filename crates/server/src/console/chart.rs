//! Charts as SVG: drawn here, coloured by the style sheet, with their numbers beside them for whoever cannot see them.

use std::fmt::Write;

/// In units of the drawing; the page scales it.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 160.0;

/// One line or layer of a chart.
pub(super) struct Series {
    /// A class of the style sheet.
    pub(super) class: &'static str,
    pub(super) name: String,
    pub(super) values: Vec<f64>,
}

/// A shape in the drawing.
pub(super) struct Shape {
    pub(super) class: &'static str,
    /// The `d` of a path.
    pub(super) path: String,
}

/// A drawn chart.
pub(super) struct Chart {
    pub(super) shapes: Vec<Shape>,
    /// What the top of the chart stands for.
    pub(super) top: f64,
    pub(super) series: Vec<Series>,
}

impl Chart {
    /// Layers on one another: what is at the top is their sum.
    pub(super) fn stacked(series: Vec<Series>) -> Self {
        let length = series.iter().map(|one| one.values.len()).max().unwrap_or_default();
        let sum_at = |index: usize| series.iter().filter_map(|one| one.values.get(index)).sum::<f64>();
        let top = round_up((0..length).map(sum_at).fold(0.0, f64::max));
        let mut below = vec![0.0; length.max(2)];
        let layer = |one: &Series| {
            let above: Vec<f64> =
                below.iter().zip(visible(&one.values)).map(|(below, value)| below + value.max(0.0)).collect();
            let path = area(&below, &above, top);
            let drawn = above != below;
            below = above;
            drawn.then_some(Shape { class: one.class, path })
        };
        let shapes = series.iter().filter_map(layer);
        Self { shapes: shapes.collect(), top, series }
    }

    /// Each by itself; a gap where there is no value.
    pub(super) fn lines(series: Vec<Series>) -> Self {
        let all = series.iter().flat_map(|one| &one.values).copied().filter(|value| value.is_finite());
        let top = round_up(all.fold(0.0, f64::max));
        let shapes =
            series.iter().map(|one| Shape { class: one.class, path: line(&visible(&one.values), top) }).collect();
        Self { shapes, top, series }
    }

    /// A number as the axis and the table show it.
    pub(super) fn number(&self, value: &f64) -> String {
        match *value {
            value if !value.is_finite() => "–".to_owned(),
            value if value.fract() == 0.0 => format!("{value:.0}"),
            value => format!("{value:.1}"),
        }
    }

    pub(super) fn last(&self, series: &Series) -> String {
        series.values.last().map_or_else(String::new, |value| self.number(value))
    }
}

/// One moment alone has no width to be seen by: it is drawn as if it had lasted.
fn visible(values: &[f64]) -> Vec<f64> {
    match values {
        [only] => vec![*only; 2],
        values => values.to_vec(),
    }
}

/// Where a bucket stands, from left to right.
fn x(index: usize, length: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some hundred at most")]
    let share = if length < 2 { 0.0 } else { index as f64 / (length - 1) as f64 };
    share * WIDTH
}

fn y(value: f64, top: f64) -> f64 {
    HEIGHT - value / top * HEIGHT
}

fn area(below: &[f64], above: &[f64], top: f64) -> String {
    let there = above.iter().enumerate().map(|(index, value)| (index, *value));
    let back = below.iter().enumerate().rev().map(|(index, value)| (index, *value));
    let mut path = String::new();
    for (at, (index, value)) in there.chain(back).enumerate() {
        point(&mut path, at == 0, x(index, above.len()), y(value, top));
    }
    path.push('Z');
    path
}

fn line(values: &[f64], top: f64) -> String {
    let mut path = String::new();
    let mut begins = true;
    for (index, value) in values.iter().enumerate() {
        if value.is_finite() {
            point(&mut path, begins, x(index, values.len()), y(*value, top));
        }
        begins = !value.is_finite();
    }
    path
}

fn point(path: &mut String, begins: bool, x: f64, y: f64) {
    // Writing into a String cannot fail.
    let _ = write!(path, "{}{x:.1},{y:.1}", if begins { 'M' } else { 'L' });
}

/// The next number that reads well: 1, 2 or 5, and zeros.
fn round_up(value: f64) -> f64 {
    if value <= 0.0 {
        return 1.0;
    }
    let magnitude = 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * magnitude).find(|top| *top >= value).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[f64]) -> Series {
        Series { class: "a", name: String::new(), values: values.to_vec() }
    }

    #[test]
    fn layers_stand_on_one_another() {
        let chart = Chart::stacked(vec![series(&[1.0, 1.0]), series(&[0.0, 1.0])]);
        assert_eq!(chart.top, 2.0);
        assert_eq!(chart.shapes[0].path, "M0.0,80.0L640.0,80.0L640.0,160.0L0.0,160.0Z");
        assert_eq!(chart.shapes[1].path, "M0.0,80.0L640.0,0.0L640.0,80.0L0.0,80.0Z");
        let moment = Chart::stacked(vec![series(&[0.0]), series(&[1.0])]);
        assert_eq!(moment.shapes.len(), 1, "nothing is not drawn");
        assert_eq!(moment.shapes[0].path, "M0.0,0.0L640.0,0.0L640.0,160.0L0.0,160.0Z");
    }

    #[test]
    fn a_line_has_a_gap_where_nothing_was_measured() {
        let chart = Chart::lines(vec![series(&[2.0, f64::NAN, 1.0, 0.0])]);
        assert_eq!(chart.shapes[0].path, "M0.0,0.0M426.7,80.0L640.0,160.0");
        assert_eq!(chart.number(&f64::NAN), "–");
    }

    #[test]
    fn tops_read_well() {
        assert_eq!([0.0, 0.7, 3.0, 5.0, 51.0].map(round_up), [1.0, 1.0, 5.0, 5.0, 100.0]);
    }
}
