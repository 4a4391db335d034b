package dev.rapporteur.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Lines over numbers of threads, both axes logarithmic, as SVG. For one thread. */
final class Plot {

    private static final int WIDTH = 960;
    private static final int HEIGHT = 540;
    private static final int LEFT = 80;
    private static final int TOP = 40;
    private static final int RIGHT = 340;
    private static final int BOTTOM = 50;
    private static final int LINE_HEIGHT = 20;
    private static final List<String> COLOURS = List.of(
            "#999999", "#555555", "#d62728", "#ff9896", "#e377c2", "#1f77b4", "#aec7e8", "#17becf", "#9467bd",
            "#2ca02c", "#8c564b", "#ff7f0e", "#bcbd22", "#000000");

    private final String title;
    private final List<Integer> threads;
    private final Map<String, List<Double>> lines = new LinkedHashMap<>();

    Plot(String title, List<Integer> threads) {
        this.title = title;
        this.threads = threads;
    }

    /** A line: one figure, above zero, for each number of threads. */
    void line(String label, List<Double> figures) {
        lines.put(label, figures);
    }

    void write(Path file) throws IOException {
        Files.writeString(file, toString());
    }

    @Override
    public String toString() {
        List<Double> figures =
                lines.values().stream().flatMap(List::stream).sorted().toList();
        double bottom = Math.pow(10, Math.floor(Math.log10(figures.get(0))));
        double top = Math.pow(10, Math.ceil(Math.log10(figures.get(figures.size() - 1))));
        List<String> svg = new ArrayList<>();
        svg.add(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\""
                        + " font-size=\"12\">",
                WIDTH,
                HEIGHT));
        svg.add("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>");
        svg.add(text(LEFT, TOP / 2.0, "start", title));
        svg.addAll(axes(bottom, top));
        int place = 0;
        for (Map.Entry<String, List<Double>> line : lines.entrySet()) {
            svg.addAll(drawn(line.getKey(), line.getValue(), place, bottom, top));
            place++;
        }
        svg.add("</svg>");
        return String.join("\n", svg) + "\n";
    }

    private List<String> axes(double bottom, double top) {
        List<String> svg = new ArrayList<>();
        for (double grid = bottom; grid <= top; grid *= 10) {
            double y = y(grid, bottom, top);
            svg.add(String.format(
                    Locale.ROOT,
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>",
                    LEFT,
                    y,
                    WIDTH - RIGHT,
                    y));
            svg.add(text(LEFT - 8, y + 4, "end", String.format(Locale.ROOT, "%,.0f", grid)));
        }
        for (int number : threads) {
            svg.add(text(x(number), HEIGHT - BOTTOM + LINE_HEIGHT, "middle", Cell.threads(number)));
        }
        return svg;
    }

    private List<String> drawn(String label, List<Double> figures, int place, double bottom, double top) {
        String colour = COLOURS.get(place % COLOURS.size());
        List<String> points = new ArrayList<>();
        for (int i = 0; i < threads.size(); i++) {
            points.add(String.format(Locale.ROOT, "%.1f,%.1f", x(threads.get(i)), y(figures.get(i), bottom, top)));
        }
        double at = TOP + (double) place * LINE_HEIGHT;
        return List.of(
                "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"" + colour + "\" points=\""
                        + String.join(" ", points) + "\"/>",
                String.format(
                        Locale.ROOT,
                        "<rect x=\"%d\" y=\"%.1f\" width=\"12\" height=\"12\" fill=\"%s\"/>",
                        WIDTH - RIGHT + 16,
                        at,
                        colour),
                text(WIDTH - RIGHT + 34, at + 10, "start", label));
    }

    private double x(int number) {
        double first = Math.log(threads.get(0));
        double last = Math.log(threads.get(threads.size() - 1));
        double part = last == first ? 0.5 : (Math.log(number) - first) / (last - first);
        return LEFT + 40 + part * (WIDTH - LEFT - RIGHT - 80);
    }

    private static double y(double figure, double bottom, double top) {
        double part = top == bottom ? 0.5 : Math.log(figure / bottom) / Math.log(top / bottom);
        return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP);
    }

    private static String text(double x, double y, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;");
        return String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", x, y, anchor, escaped);
    }
}
