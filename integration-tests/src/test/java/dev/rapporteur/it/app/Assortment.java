package dev.rapporteur.it.app;

import dev.rapporteur.Report;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One of everything that a report may have, and enough keys to meet every partition; the same at each call. */
public final class Assortment {

    /** How many reports have a key and nothing else of note. */
    public static final int KEYED = 60;

    /** A time that no clock gives by itself. */
    public static final Instant TIMESTAMP = Instant.parse("2001-02-03T04:05:06.789Z");

    private Assortment() {}

    /** The reports, in the order in which they are sent. */
    public static List<Report> of(String topic) {
        List<Report> reports = new ArrayList<>();
        for (int i = 0; i < KEYED; i++) {
            reports.add(
                    Report.to(topic).key("key-" + i % 20).payload("keyed " + i).build());
        }
        reports.add(Report.to(topic).payload("no key 1").build());
        reports.add(Report.to(topic).payload("no key 2").build());
        reports.add(Report.to(topic)
                .partition(2)
                .key("key-0")
                .payload("the partition wins")
                .build());
        reports.add(Report.to(topic)
                .key("key-1")
                .payload("with headers")
                .header("source", "desk")
                .header("source", "again")
                .header("empty", "")
                .build());
        reports.add(Report.to(topic)
                .key("key-2")
                .payload("of another time")
                .timestamp(TIMESTAMP)
                .build());
        reports.add(Report.to(topic).key("key-3").tombstone().build());
        reports.add(Report.to(topic).key("").payload("").build());
        return reports;
    }
}
