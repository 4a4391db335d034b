package dev.rapporteur.it.crash;

import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A round's topics, two for each book, and the accounts that its clients share. */
record Topics(int round) {

    static final List<String> ACCOUNTS =
            IntStream.rangeClosed(1, 4).mapToObj(i -> "account-" + i).toList();

    private static final int PARTITIONS = 3;

    /** Where a book's postings are reported; also its name in the database. */
    String of(Book book) {
        return book.title() + "-" + round;
    }

    /** Where some are reported, too. */
    String copyOf(Book book) {
        return of(book) + "-copy";
    }

    /** Takes them away, with all that is in them. */
    void delete(KafkaCluster kafka) {
        kafka.deleteTopics(Arrays.stream(Book.values())
                .flatMap(book -> Stream.of(of(book), copyOf(book)))
                .toArray(String[]::new));
    }

    void create(KafkaCluster kafka) {
        for (Book book : Book.values()) {
            kafka.createTopic(of(book), PARTITIONS);
            kafka.createTopic(copyOf(book), PARTITIONS);
        }
    }
}
