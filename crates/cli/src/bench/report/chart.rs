//! Charts as SVG, drawn here: no script, nothing to load, readable at the width of a phone.

use std::fmt::Write;

const WIDTH: f64 = 460.0;
const HEIGHT: f64 = 270.0;
/// Room for the numbers and names of the axes.
const LEFT: f64 = 52.0;
const RIGHT: f64 = 14.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 44.0;
const MOST_TICKS: f64 = 6.0;

/// What a chart shows.
pub(super) struct Chart<'a> {
    /// Distinguishes its parts on the page.
    pub(super) id: &'a str,
    pub(super) title: &'a str,
    pub(super) description: &'a str,
    pub(super) x: Axis<'a>,
    pub(super) y: Axis<'a>,
    pub(super) lines: Vec<Line>,
    /// Drawn below the lines.
    pub(super) bars: Vec<(f64, f64)>,
}

/// A line, coloured and dashed by its number.
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) points: Vec<(f64, f64)>,
}

/// A direction.
pub(super) struct Axis<'a> {
    pub(super) name: &'a str,
    from: f64,
    to: f64,
    is_logarithmic: bool,
    ticks: Vec<(f64, String)>,
}

impl<'a> Axis<'a> {
    /// From 0 to at least `to`, with round ticks.
    pub(super) fn linear(name: &'a str, to: f64) -> Self {
        let to = if to > 0.0 { to } else { 1.0 };
        let step = round_step(to / MOST_TICKS);
        let count = (to / step).ceil().max(1.0);
        let tick = |at: f64| (at, number(at));
        let ticks = (0..=count as u32).map(|place| tick(f64::from(place) * step)).collect();
        Self { name, from: 0.0, to: count * step, is_logarithmic: false, ticks }
    }

    /// From 0 to exactly `to`: time ends where it ends.
    pub(super) fn time(name: &'a str, to: f64) -> Self {
        let mut axis = Self::linear(name, to);
        axis.to = to.max(f64::MIN_POSITIVE);
        axis.ticks.retain(|(at, _)| *at <= to);
        axis
    }

    /// Over all of these positive values, with a tick at 1, 2 and 5 of each power of ten, or at the power alone.
    pub(super) fn logarithmic(name: &'a str, least: f64, most: f64) -> Self {
        let (least, most) = (least.max(1e-3), most.max(least).max(1e-3));
        let steps = |marks: &[f64]| -> Vec<f64> {
            let decades = least.log10().floor() as i32 - 1..=most.log10().ceil() as i32 + 1;
            decades.flat_map(|decade| marks.iter().map(move |mark| mark * 10_f64.powi(decade))).collect()
        };
        let all = steps(&[1.0, 2.0, 5.0]);
        let from = all.iter().copied().filter(|step| *step <= least * 1.0001).fold(1e-3, f64::max);
        let to = all.iter().copied().find(|step| *step >= most * 0.9999 && *step > from * 1.5).unwrap_or(most);
        let within = |step: &f64| *step >= from * 0.999 && *step <= to * 1.001;
        let fine: Vec<f64> = all.into_iter().filter(within).collect();
        let chosen = if fine.len() as f64 > MOST_TICKS + 1.0 {
            steps(&[1.0]).into_iter().filter(within).collect()
        } else {
            fine
        };
        let ticks = chosen.into_iter().map(|step| (step, number(step))).collect();
        Self { name, from, to, is_logarithmic: true, ticks }
    }

    /// Percentiles, by how much of the answers they leave: 0, 50, 90, 99, 99.9, 99.99.
    pub(super) fn percentiles(name: &'a str, decades: u32) -> Self {
        let tick = |decade: u32| (f64::from(decade), number(100.0 - 100.0 / 10_f64.powi(decade as i32)));
        Self {
            name,
            from: 0.0,
            to: f64::from(decades),
            is_logarithmic: false,
            ticks: [(0.0, number(0.0)), (2_f64.log10(), number(50.0))]
                .into_iter()
                .chain((1..=decades).map(tick))
                .collect(),
        }
    }

    /// 0 at the beginning, 1 at the end.
    fn place(&self, value: f64) -> f64 {
        let place = match self.is_logarithmic {
            true => (value.max(self.from) / self.from).ln() / (self.to / self.from).ln(),
            false => (value - self.from) / (self.to - self.from),
        };
        place.clamp(0.0, 1.0)
    }
}

/// 1, 2 or 5 of a power of ten, at least this; whole where numbers are counted.
fn round_step(least: f64) -> f64 {
    let power = 10_f64.powf(least.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|mark| mark * power).find(|step| *step >= least * 0.9999);
    step.unwrap_or(power).max(1.0)
}

/// Without digits that say nothing.
fn number(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

impl Chart<'_> {
    /// As an element of a page.
    pub(super) fn svg(&self) -> String {
        let (id, title, description) = (self.id, escape(self.title), escape(self.description));
        let mut svg = format!(
            r#"<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{id}-title {id}-desc"><title id="{id}-title">{title}</title><desc id="{id}-desc">{description}</desc>"#
        );
        self.grid(&mut svg);
        self.draw_bars(&mut svg);
        for line in &self.lines {
            self.draw_line(&mut svg, line);
        }
        svg.push_str("</svg>");
        svg
    }

    fn left(&self, value: f64) -> f64 {
        LEFT + self.x.place(value) * (WIDTH - LEFT - RIGHT)
    }

    fn top(&self, value: f64) -> f64 {
        HEIGHT - BOTTOM - self.y.place(value) * (HEIGHT - TOP - BOTTOM)
    }

    // Writing into a String cannot fail.
    fn grid(&self, svg: &mut String) {
        let (right, floor) = (WIDTH - RIGHT, HEIGHT - BOTTOM);
        for (value, text) in &self.y.ticks {
            let top = self.top(*value);
            let _ = write!(svg, r#"<path class="grid" d="M{LEFT} {top:.1}H{right}"/>"#);
            let _ = write!(svg, r#"<text x="{:.1}" y="{:.1}" text-anchor="end">{text}</text>"#, LEFT - 6.0, top + 4.0);
        }
        for (value, text) in &self.x.ticks {
            let left = self.left(*value);
            let _ = write!(svg, r#"<path class="grid" d="M{left:.1} {TOP}V{floor}"/>"#);
            let _ = write!(svg, r#"<text x="{left:.1}" y="{:.1}" text-anchor="middle">{text}</text>"#, floor + 16.0);
        }
        let _ = write!(svg, r#"<path class="axis" d="M{LEFT} {TOP}V{floor}H{right}"/>"#);
        let (middle, below) = ((LEFT + right) / 2.0, HEIGHT - 8.0);
        let _ = write!(svg, r#"<text x="{middle}" y="{below}" text-anchor="middle">{}</text>"#, escape(self.x.name));
        let half = (TOP + floor) / 2.0;
        let name = escape(self.y.name);
        let _ = write!(svg, r#"<text transform="translate(12 {half}) rotate(-90)" text-anchor="middle">{name}</text>"#);
    }

    fn draw_bars(&self, svg: &mut String) {
        let floor = HEIGHT - BOTTOM;
        for (at, value) in self.bars.iter().filter(|(_, value)| *value > 0.0) {
            let (left, right, top) = (self.left(*at), self.left(at + 1.0), self.top(*value).min(floor - 1.0));
            let (width, height) = ((right - left - 1.0).max(1.0), floor - top);
            let _ = write!(
                svg,
                r#"<rect class="bad" x="{left:.1}" y="{top:.1}" width="{width:.1}" height="{height:.1}"/>"#
            );
        }
    }

    fn draw_line(&self, svg: &mut String, line: &Line) {
        let number = line.number;
        if let [(x, y)] = line.points[..] {
            let (left, top) = (self.left(x), self.top(y));
            let _ = write!(svg, r#"<circle class="dot{number}" cx="{left:.1}" cy="{top:.1}" r="3"/>"#);
            return;
        }
        let points: Vec<String> =
            line.points.iter().map(|(x, y)| format!("{:.1},{:.1}", self.left(*x), self.top(*y))).collect();
        let _ = write!(svg, r#"<polyline class="line{number}" points="{}"/>"#, points.join(" "));
    }
}

/// Text of whatever kind, as part of a page.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_cover_what_is_shown() {
        let texts = |axis: &Axis<'_>| axis.ticks.iter().map(|(_, text)| text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&Axis::linear("", 2_345.0)), ["0", "500", "1000", "1500", "2000", "2500"]);
        assert_eq!(texts(&Axis::linear("", 0.0)), ["0", "1"], "nothing is drawn on something");
        assert_eq!(texts(&Axis::time("", 4.5)), ["0", "1", "2", "3", "4"]);
        assert_eq!(texts(&Axis::logarithmic("", 0.4, 9.0)), ["0.2", "0.5", "1", "2", "5", "10"]);
        assert_eq!(texts(&Axis::logarithmic("", 0.1, 2_000.0)), ["0.1", "1", "10", "100", "1000"]);
        assert_eq!(texts(&Axis::logarithmic("", 1.0, 1.0)), ["1", "2"], "one value has a place, too");
        assert_eq!(texts(&Axis::percentiles("", 4)), ["0", "50", "90", "99", "99.9", "99.99"]);
    }

    #[test]
    fn values_have_their_places() {
        let axis = Axis::logarithmic("", 1.0, 100.0);
        assert!((axis.place(10.0) - 0.5).abs() < 1e-9);
        assert_eq!((axis.place(0.0), axis.place(1e9)), (0.0, 1.0), "nothing is drawn outside");
    }

    #[test]
    fn words_are_escaped() {
        let chart = Chart {
            id: "a",
            title: "<script>",
            description: "\"&'",
            x: Axis::time("<x>", 1.0),
            y: Axis::linear("&y", 1.0),
            lines: vec![Line { number: 0, points: vec![(0.0, 1.0)] }],
            bars: vec![(0.0, 1.0)],
        };
        let svg = chart.svg();
        assert!(!svg.contains("<script") && !svg.contains("<x>") && svg.contains("&lt;script&gt;"), "{svg}");
        assert!(svg.contains("&quot;&amp;&#39;") && svg.contains("&amp;y"), "{svg}");
    }
}
