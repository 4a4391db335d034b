package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rapporteur.it.app.Audited;
import dev.rapporteur.it.app.Batch;
import dev.rapporteur.it.app.Marks;
import dev.rapporteur.it.app.Sender;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way in which an application may have its transactions, with nothing in the WAR but the cdi jar. */
@ArquillianTest
class StyleIT implements Styles {

    private final App app = App.on(Bed.server(), "style");
    private final App neighbour = App.on(Bed.server(), "neighbour");

    @Deployment(name = "style", testable = false)
    static WebArchive application() {
        return Archives.war("style.war");
    }

    @Deployment(name = "neighbour", testable = false)
    static WebArchive secondApplication() {
        return Archives.war("neighbour.war");
    }

    @Deployment(name = "servlet", testable = false)
    static WebArchive applicationWithoutBeans() {
        return Archives.servletOnly("servlet.war");
    }

    @Override
    public App app() {
        return app;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "inEachWay,        without | committed 1 | committed 2,",
        "takenBeforeBegin, '',          it was taken from the pool before the transaction began",
        "usedInAnotherTransaction, '',  it was taken from the pool in another transaction",
        "closed,           '',          This connection is closed",
    })
    void shouldDeliverWhatCommitsOnAPlainConnection(String method, String texts, @Nullable String failure)
            throws Exception {
        assertDelivers("Connected", method, texts, failure);
    }

    @Test
    void shouldDeliverWhatAServletsUserTransactionCommits() {
        Topic topic = Topic.create(Bed.kafka(), "servlet", 1);

        app.post("servlet", "topic=" + topic);

        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly("committed");
    }

    @Test
    void shouldInjectIntoAServletOfAnApplicationWithoutAnyBeans() {
        Topic topic = Topic.create(Bed.kafka(), "servlet-only", 1);

        App.on(Bed.server(), "servlet").post("servlet", "topic=" + topic);

        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly("committed");
    }

    @Test
    void shouldDeliverTheCommittedChunksOfABatchStep() {
        Topic topic = Topic.create(Bed.kafka(), "batch", 1);

        assertThat(app.call(Batch.class, "run", topic)).isEqualTo("FAILED");

        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly("1", "2", "3", "4", "5", "6");
    }

    @Test
    void shouldSendByTheConnectionDefinitionThatAQualifierNames() {
        Topic topic = Topic.create(Bed.kafka(), "audited", 2);

        assertThatThrownBy(() -> app.call(Audited.class, "neither", topic)).hasMessageContaining(DECLINED);
        app.call(Audited.class, "both", topic);
        String mark = Topic.newMark();
        app.call(Marks.class, "set", topic, 1, mark);
        app.call(Audited.class, "mark", topic, mark);

        Map<Integer, List<Arrival>> byPartition =
                topic.readUntil(mark).stream().collect(Collectors.groupingBy(Arrival::partition));
        List<Arrival> reports = byPartition.getOrDefault(0, List.of());
        List<Arrival> audits = byPartition.getOrDefault(1, List.of());
        assertThat(reports).extracting(Arrival::payload).containsExactly("report");
        assertThat(audits).extracting(Arrival::payload).containsExactly("audit 1", "audit 2");
        assertThat(reports).extracting(StyleIT::journal).doesNotContain(journal(audits.get(0)));
    }

    /** An id begins with the incarnation of its journal. */
    private static String journal(Arrival arrival) {
        return arrival.id().substring(0, 16);
    }

    @Test
    void shouldServeTwoApplicationsAtOnceInTheOrderOfTheirCalls() {
        Topic topic = Topic.create(Bed.kafka(), "two", 1);
        List<String> expected = new ArrayList<>();

        for (int i = 0; i < 6; i++) {
            (i % 2 == 0 ? app : neighbour).call(Sender.class, "send", topic, i);
            expected.add(Integer.toString(i));
        }

        assertThat(topic.arrived(neighbour)).extracting(Arrival::payload).containsExactlyElementsOf(expected);
    }
}
