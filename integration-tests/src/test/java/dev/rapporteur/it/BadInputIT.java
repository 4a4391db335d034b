package dev.rapporteur.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.it.app.BadInput;
import dev.rapporteur.it.app.BadInput.Fault;
import dev.rapporteur.it.bed.App;
import dev.rapporteur.it.bed.Archives;
import dev.rapporteur.it.bed.Arrival;
import dev.rapporteur.it.bed.Bed;
import dev.rapporteur.it.bed.Topic;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each wrong call: its message, nothing kept of it, and what the transaction sent before arrives. */
@ArquillianTest
class BadInputIT {

    private static final int TOPIC_LIMIT = 2000;

    private final App app = App.on(Bed.server(), "bad-input");

    @Deployment(testable = false)
    static WebArchive application() {
        return Archives.war("bad-input.war");
    }

    /** TOPIC stands for the test's own. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        NULL_TOPIC                 | InvalidTopicException: Topic name null is not legal: it is null. Use 1 to 249 characters of a-z, A-Z, 0-9, '.', '_' and '-', not "." or "..".
        EMPTY_TOPIC                | InvalidTopicException: Topic name "" is not legal: it is empty. Use 1 to 249
        ILLEGAL_TOPIC              | InvalidTopicException: Topic name "pay ments" is not legal: it has ' ' at position 3. Use 1 to 249
        DOT_TOPIC                  | InvalidTopicException: Topic name ".." is not legal: it is a directory's name. Use 1 to 249
        LONG_TOPIC                 | is not legal: it has 250 characters. Use 1 to 249
        NEGATIVE_PARTITION         | UnknownPartitionException: Topic "TOPIC" has no partition -1. Partitions are numbered from 0.
        PARTITION_BEYOND_COUNT     | UnknownPartitionException: Topic "TOPIC" has no partition 1. Its partitions are 0 to 0: choose one of them, or add partitions in Kafka.
        NULL_PAYLOAD               | InvalidReportException: Report to topic "TOPIC": the payload is null; send a tombstone as Report.to(topic).tombstone().
        NULL_KEY                   | InvalidReportException: Report to topic "TOPIC": the key is null; use send(topic, payload) for a report without a key.
        NULL_REPORT                | InvalidReportException: Report: the report is null; build one with Report.to(topic).
        NULL_COLLECTION            | InvalidReportException: Report: the collection is null; send an empty one to send nothing.
        MISSING_PAYLOAD            | InvalidReportException: Report to topic "TOPIC": the payload is missing; set it, or ask for a tombstone by tombstone().
        RESERVED_HEADER            | InvalidReportException: Report to topic "TOPIC": the header name "report-id" is reserved for the report's id; choose another name.
        NULL_HEADER_NAME           | InvalidReportException: Report to topic "TOPIC": the header name is null; give the header a name.
        EMPTY_HEADER_NAME          | InvalidReportException: Report to topic "TOPIC": the header name is empty; give the header a name.
        NULL_HEADER_VALUE          | InvalidReportException: Report to topic "TOPIC": the value of header "h" is null; use "" for an empty value.
        EARLY_TIMESTAMP            | InvalidReportException: Report to topic "TOPIC": the timestamp 1969-12-31T23:59:59Z lies before 1970; use a later one.
        TOO_LARGE                  | ReportTooLargeException: Report to topic "TOPIC" has 1000001 bytes of key, payload and headers; the limit is 1000000 (the adapter's maxReportBytes). Send a smaller report, or raise the limit.
        TOO_LARGE_TOGETHER         | ReportTooLargeException: Report to topic "TOPIC" has 1000001 bytes of key, payload and headers; the limit is 1000000 (the adapter's maxReportBytes).
        TOO_LARGE_FOR_TOPIC        | ReportTooLargeException: Report to topic "TOPIC" has 2000 bytes of key, payload and headers; the limit is 1744 (the topic's max.message.bytes less 256 for Kafka's own fields).
        ONE_OF_A_COLLECTION        | InvalidReportException: Report: the report is null; build one with Report.to(topic).
        UNKNOWN_TOPIC              | NotAvailableException: Topic "nobody-knows-it" does not exist in the cluster: create it.
        NO_FACTORY                 | NotAvailableException: There is no connection factory of Rapporteur at java:/eis/nowhere. Deploy the resource adapter rapporteur.rar, and give it a connection definition with this JNDI name (the script rapporteur.cli makes one for java:/eis/rapporteur).
        """)
    void shouldRefuseAtTheCallAndKeepWhatWasSentBefore(Fault fault, String message) {
        Topic topic = Topic.named(Bed.kafka(), "bad", 1);
        topic.create(
                fault == Fault.TOO_LARGE_FOR_TOPIC
                        ? Map.of("max.message.bytes", Integer.toString(TOPIC_LIMIT))
                        : Map.of());
        assertThat(topic.arrived(app)).isEmpty();

        String refusal = app.call(BadInput.class, "commit", topic, fault);

        assertThat(refusal).contains(message.replace("TOPIC", topic.name()));
        assertThat(topic.arrived(app)).extracting(Arrival::payload).containsExactly("before");
    }
}
