//! Pictures of the report: lines over runs, and shares with their intervals, as SVG in the colours of the page.

use maud::{Markup, PreEscaped, html};
use plotters::prelude::*;

use super::table::text;
use crate::domain::{Lang, Share};
use crate::publish::TrendPoint;
use crate::words::word;

/// Colours that stand for those of the page, which are others in the dark and on paper.
const INK: RGBColor = RGBColor(1, 2, 3);
const BAR: RGBColor = RGBColor(4, 5, 6);
const GRID: RGBColor = RGBColor(7, 8, 9);
const ALERT: RGBColor = RGBColor(10, 11, 12);
const COLOURS: [(&str, &str); 4] = [
    ("#010203", "currentColor"),
    ("#040506", "var(--bar)"),
    ("#070809", "var(--line)"),
    ("#0A0B0C", "var(--alert)"),
];

const WIDTH: u32 = 900;
const FONT: (&str, i32) = ("sans-serif", 15);

type Drawing<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Drawn = Result<(), DrawingAreaErrorKind<std::io::Error>>;

/// Suspects run after run, and what stood unseen; nothing of a first run.
pub fn trend(points: &[TrendPoint], lang: Lang) -> Markup {
    if points.len() < 2 {
        return html! {};
    }
    let caption = word!(lang, "report-trend");
    figure(caption, 260, |area| {
        let most = points.iter().map(|own| own.suspects.max(own.standing)).max().unwrap_or(0);
        let last = points.len() as f64 - 1.0;
        let mut chart = ChartBuilder::on(area)
            .margin(12)
            .margin_right(110)
            .x_label_area_size(28)
            .y_label_area_size(56)
            .build_cartesian_2d(-0.3..last + 0.3, 0.0..(most as f64 * 1.15).max(1.0))?;
        let day = |at: &f64| {
            let whole = (at - at.round()).abs() < 0.01;
            let point = points.get(at.round().max(0.0) as usize).filter(|_| whole && *at > -0.5);
            point.map(|own| own.as_of.clone()).unwrap_or_default()
        };
        chart
            .configure_mesh()
            .disable_x_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(GRID)
            .label_style(FONT.into_font().color(&INK))
            .x_labels(points.len().min(9))
            .x_label_formatter(&day)
            .y_labels(5)
            .y_label_formatter(&|count| format!("{count:.0}"))
            .draw()?;
        let line = |of: fn(&TrendPoint) -> u64| {
            points.iter().enumerate().map(move |(at, own)| (at as f64, of(own) as f64))
        };
        if points.iter().any(|own| own.standing > 0) {
            chart.draw_series(LineSeries::new(line(|own| own.standing), ALERT.stroke_width(2)))?;
        }
        chart.draw_series(LineSeries::new(line(|own| own.suspects), BAR.stroke_width(2)))?;
        // What a line is stands at its end: on paper nobody sees colours.
        let name = |name: &str, count: u64, colour: &RGBColor| {
            let (x, y) = chart.backend_coord(&(last, count as f64));
            area.draw_text(name, &FONT.into_font().color(colour), (x + 10, y - 8))
        };
        if let Some(now) = points.last() {
            name(word!(lang, "suspect-households"), now.suspects, &BAR)?;
            if points.iter().any(|own| own.standing > 0) {
                name(word!(lang, "trend-standing"), now.standing, &ALERT)?;
            }
        }
        let dot = |(at, own): (usize, &TrendPoint)| {
            let style = if own.complete { BAR.filled() } else { BAR.stroke_width(2) };
            Circle::new((at as f64, own.suspects as f64), 4, style)
        };
        chart.draw_series(points.iter().enumerate().map(dot))?;
        Ok(())
    })
}

/// Shares with their intervals, one below the other.
pub fn shares(caption: &str, shares: &[(String, Share)]) -> Markup {
    if shares.is_empty() {
        return html! {};
    }
    let height = 50 + 26 * u32::try_from(shares.len()).unwrap_or(1);
    figure(caption, height, |area| {
        let count = shares.len() as f64;
        let mut chart = ChartBuilder::on(area)
            .margin(10)
            .x_label_area_size(26)
            .y_label_area_size(330)
            .margin_right(30)
            .build_cartesian_2d(0.0..100.0, 0.0..count)?;
        chart
            .configure_mesh()
            .disable_y_mesh()
            .light_line_style(TRANSPARENT)
            .bold_line_style(GRID)
            .axis_style(GRID)
            .label_style(FONT.into_font().color(&INK))
            .y_labels(0)
            .x_labels(6)
            .x_label_formatter(&|share| format!("{share:.0} %"))
            .draw()?;
        // The first stands on top.
        let rows = || shares.iter().enumerate().map(|(at, (_, share))| (count - at as f64 - 0.5, share));
        let bar = |(row, share): (f64, &Share)| {
            let percent = |share: f64| share * 100.0;
            ErrorBar::new_horizontal(
                row,
                percent(share.low),
                percent(share.value),
                percent(share.high),
                BAR.filled(),
                8,
            )
        };
        chart.draw_series(rows().map(bar))?;
        let style = FONT.into_font().color(&INK);
        for (at, (name, _)) in shares.iter().enumerate() {
            let (_, y) = chart.backend_coord(&(0.0, count - at as f64 - 0.5));
            area.draw_text(&text(name), &style, (14, y - 8))?;
        }
        Ok(())
    })
}

/// A picture under its caption; without it where it cannot be drawn, which nothing but a mistake makes so.
fn figure(caption: &str, height: u32, draw: impl FnOnce(&Drawing<'_>) -> Drawn) -> Markup {
    let mut svg = String::new();
    let drawn = {
        let area = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        draw(&area).and_then(|()| area.present())
    };
    if drawn.is_err() {
        return html! {};
    }
    for (stands_for, colour) in COLOURS {
        svg = svg.replace(stands_for, colour);
    }
    html! { figure { figcaption { (caption) } (PreEscaped(svg)) } }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(as_of: &str, suspects: u64, standing: u64) -> TrendPoint {
        TrendPoint {
            as_of: as_of.to_owned(),
            suspects,
            standing,
            complete: standing == 0,
            ..TrendPoint::default()
        }
    }

    #[test]
    fn a_trend_has_a_point_for_each_run_in_the_colours_of_the_page() {
        let points = [point("2017-08-29", 60, 0), point("2017-08-30", 58, 4), point("2017-08-31", 66, 0)];
        let svg = trend(&points, Lang::Zh).into_string();
        assert_eq!(svg.matches("<circle").count(), 3);
        assert!(svg.matches("<polyline").count() >= 2, "{svg}");
        assert!(svg.contains("2017-08-29") && svg.contains("var(--bar)") && svg.contains("var(--alert)"));
        assert!(!svg.contains("#010203") && !svg.contains("#040506"), "{svg}");
        assert!(trend(&points[..1], Lang::Zh).into_string().is_empty());
    }

    #[test]
    fn a_share_is_drawn_with_its_interval_and_a_number_in_a_name_is_hidden() {
        let share = Share::of(3, 4).unwrap();
        let svg = shares("属实率", &[("名下有车 130927195001010018".to_owned(), share)]).into_string();
        assert!(svg.contains("名下有车") && !svg.contains("130927195001010018"), "{svg}");
        assert!(svg.contains("<circle"));
    }
}
