package dev.rapporteur.demo;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** What happened, in sentences: printed, and kept for the page. Safe for use by several threads. */
final class Story {

    /**
     * Something that happened.
     *
     * @param at when
     * @param text what
     * @param trouble whether it is a failure
     */
    record Event(Instant at, String text, boolean trouble) {}

    private static final int KEPT = 60;
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final Deque<Event> events = new ArrayDeque<>();

    void tell(String text) {
        add(new Event(Instant.now(), text, false));
    }

    void trouble(String text) {
        add(new Event(Instant.now(), text, true));
    }

    /** The latest events, newest first. */
    synchronized List<Event> latest() {
        return List.copyOf(events);
    }

    private synchronized void add(Event event) {
        events.addFirst(event);
        if (events.size() > KEPT) {
            events.removeLast();
        }
        System.out.println(CLOCK.format(event.at()) + "  " + event.text());
    }
}
