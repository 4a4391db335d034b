package dev.rapporteur.it.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rapporteur.Report;
import dev.rapporteur.ReportException;
import dev.rapporteur.ReportProducer;
import dev.rapporteur.cdi.FromFactory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Calls that must be refused, each within a transaction that has sent a report before and commits after. */
@ApplicationScoped
public class BadInput {

    private static final byte[] TEXT = "bad".getBytes(UTF_8);
    private static final int LIMIT = 1_000_000;

    @Inject
    private ReportProducer producer;

    @Inject
    @FromFactory("java:/eis/nowhere")
    private ReportProducer nowhere;

    /** What is wrong. */
    public enum Fault {
        NULL_TOPIC,
        EMPTY_TOPIC,
        ILLEGAL_TOPIC,
        DOT_TOPIC,
        LONG_TOPIC,
        NEGATIVE_PARTITION,
        PARTITION_BEYOND_COUNT,
        NULL_PAYLOAD,
        NULL_KEY,
        NULL_REPORT,
        NULL_COLLECTION,
        MISSING_PAYLOAD,
        RESERVED_HEADER,
        NULL_HEADER_NAME,
        EMPTY_HEADER_NAME,
        NULL_HEADER_VALUE,
        EARLY_TIMESTAMP,
        TOO_LARGE,
        TOO_LARGE_TOGETHER,
        TOO_LARGE_FOR_TOPIC,
        ONE_OF_A_COLLECTION,
        UNKNOWN_TOPIC,
        NO_FACTORY
    }

    /** Sends well, then badly, and gives the refusal. */
    @Transactional
    public String commit(String topic, String fault) {
        producer.send(topic, "before".getBytes(UTF_8));
        try {
            attempt(topic, Fault.valueOf(fault));
            return "accepted";
        } catch (ReportException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    private void attempt(String topic, Fault fault) {
        switch (fault) {
            case NULL_TOPIC -> producer.send(nothing(), TEXT);
            case EMPTY_TOPIC -> producer.send("", TEXT);
            case ILLEGAL_TOPIC -> producer.send("pay ments", TEXT);
            case DOT_TOPIC -> producer.send("..", TEXT);
            case LONG_TOPIC -> producer.send("t".repeat(250), TEXT);
            case NEGATIVE_PARTITION -> producer.sendTo(topic, -1, TEXT);
            case PARTITION_BEYOND_COUNT -> producer.sendTo(topic, 1, TEXT);
            case NULL_PAYLOAD -> producer.send(topic, BadInput.<byte[]>nothing());
            case NULL_KEY -> producer.send(topic, nothing(), TEXT);
            case NULL_REPORT -> producer.send(BadInput.<Report>nothing());
            case NULL_COLLECTION -> producer.send(BadInput.<List<Report>>nothing());
            case MISSING_PAYLOAD -> Report.to(topic).key("k").build();
            case RESERVED_HEADER -> Report.to(topic).header("report-id", "mine");
            case NULL_HEADER_NAME -> Report.to(topic).header(nothing(), "x");
            case EMPTY_HEADER_NAME -> Report.to(topic).header("", "x");
            case NULL_HEADER_VALUE -> Report.to(topic).header("h", BadInput.<String>nothing());
            case EARLY_TIMESTAMP -> Report.to(topic).timestamp(Instant.parse("1969-12-31T23:59:59Z"));
            case TOO_LARGE -> producer.send(topic, new byte[LIMIT + 1]);
            case TOO_LARGE_TOGETHER ->
                producer.send(Report.to(topic)
                        .key("k")
                        .header("h", "v")
                        .payload(new byte[LIMIT - 2])
                        .build());
            case TOO_LARGE_FOR_TOPIC -> producer.send(topic, new byte[2000]);
            case ONE_OF_A_COLLECTION ->
                producer.send(Arrays.asList(Report.to(topic).payload("good").build(), nothing()));
            case UNKNOWN_TOPIC -> producer.partitionsFor("nobody-knows-it");
            case NO_FACTORY -> nowhere.send(topic, TEXT);
        }
    }

    /** A null that the compiler lets pass, as a careless caller's. */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
