package dev.rapporteur.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

class PlotTest {

    @Test
    void shouldDrawALineForEachRowWithMoreHigherUp() throws Exception {
        Plot plot = new Plot("a & b", List.of(1, 4, 16));
        plot.line("rising", List.of(100.0, 1_000.0, 5_000.0));
        plot.line("<flat>", List.of(200.0, 200.0, 200.0));

        NodeList lines = parse(plot.toString()).getElementsByTagName("polyline");

        assertThat(lines.getLength()).isEqualTo(2);
        assertThat(heights(lines, 0))
                .isSortedAccordingTo((one, other) -> Double.compare(other, one))
                .doesNotHaveDuplicates();
        assertThat(heights(lines, 1)).hasSize(3).containsOnly(heights(lines, 1).get(0));
    }

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    }

    private static List<Double> heights(NodeList lines, int number) {
        String points = ((Element) lines.item(number)).getAttribute("points");
        return Arrays.stream(points.split(" ", -1))
                .map(point -> Double.valueOf(point.split(",", -1)[1]))
                .toList();
    }
}
