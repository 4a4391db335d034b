package dev.rapporteur.tool;

import dev.rapporteur.impl.journal.DirectoryLock;
import dev.rapporteur.impl.journal.JournalView;
import dev.rapporteur.impl.journal.OverlayDirectory;
import dev.rapporteur.impl.outbound.Waiting;
import dev.rapporteur.impl.tool.OpenJournal;
import dev.rapporteur.impl.tool.ReportFilter;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

@Command(
        name = "replay",
        description = {
            "Sends exactly the undelivered reports to Kafka, in their order within each partition. Use it on a copy, or with"
                    + " the server stopped; it is refused while a server works with the journal. The journal is only read,"
                    + " unless --mark-delivered is given.",
            "",
            "How far it came is kept in a progress file: repeat the same command after a failure, and it goes on from there."
                    + " Reports that lie among the last 1000 records of their partition already, by their header report-id,"
                    + " are not sent again; so a killed replay repeats its last batch only if others have sent much since.",
            "",
            "Ends with 1 if reports had to stay: behind an undecided branch or a damaged report, or for a topic that Kafka"
                    + " does not have; or if files are damaged, missing or set aside, so that nobody can say whether this is"
                    + " all.",
            ""
        })
final class ReplayCommand extends JournalCommand {

    @Option(
            names = "--bootstrap-servers",
            required = true,
            paramLabel = "HOST:PORT,...",
            description = "The Kafka cluster.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    String bootstrapServers;

    @Option(
            names = "--property",
            paramLabel = "NAME=VALUE",
            description = "A property of the Kafka clients, such as security.protocol=SSL. May be repeated.")
    Map<String, String> properties = new LinkedHashMap<>();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A properties file for the Kafka clients; --property wins. Put passwords there.")
    @Nullable
    Path config;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Only of this topic. May be repeated.")
    Set<String> topics = new LinkedHashSet<>();

    @Option(
            names = "--progress",
            paramLabel = "FILE",
            description = "The progress file. Default: replay-JOURNALID.progress in the current directory.")
    @Nullable
    Path progressFile;

    @Option(
            names = "--mark-delivered",
            description = {
                "WRITES. Also notes in the journal what was sent, so that the server does not send it again when it starts."
                        + " What an earlier replay sent, as its progress file says, is noted first."
            })
    boolean markDelivered;

    @Override
    int run() throws IOException, InterruptedException {
        Map<String, Object> client = clientProperties();
        if (DirectoryLock.isHeld(directory)) {
            throw new RefusedException("The journal in " + directory.toAbsolutePath()
                    + " is in use: a server that works with it sends its reports itself. Stop it, or replay a copy."
                    + " Nothing was sent.");
        }
        try (OpenJournal journal = open();
                Admin admin = Admin.create(client)) {
            tellUnvouched(journal);
            String cluster = ask(admin.describeCluster().clusterId(), "which cluster it is");
            ProgressFile progress = ProgressFile.at(
                    progressFile == null ? Path.of("replay-" + journal.id() + ".progress") : progressFile,
                    journal.id(),
                    cluster);
            progress.routes().forEach(journal::route);
            progress.next().forEach(journal::delivered);
            ReportFilter filter = new ReportFilter(topics, null, Set.of(), null, null);
            route(journal, filter, progress, admin);
            return send(journal, filter, progress, client);
        }
    }

    private OpenJournal open() {
        if (!markDelivered) {
            return OpenJournal.readOnly(directory);
        }
        if (JournalView.of(OverlayDirectory.over(directory)).segments().isEmpty()) {
            throw new RefusedException("The journal in " + directory + " has no segment.");
        }
        return OpenJournal.forWriting(directory);
    }

    /** Of topics that had no partitions yet Kafka may know them now. */
    private void route(OpenJournal journal, ReportFilter filter, ProgressFile progress, Admin admin)
            throws IOException, InterruptedException {
        for (Waiting.Unrouted waiting : journal.waiting().unrouted()) {
            String topic = waiting.topic();
            Integer count = filter.takesTopic(topic) ? partitionsOf(topic, admin) : null;
            if (count != null) {
                progress.route(topic, count);
                progress.save();
                journal.route(topic, count);
            }
        }
    }

    private static @Nullable Integer partitionsOf(String topic, Admin admin) throws InterruptedException {
        try {
            TopicDescription found =
                    admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
            return found == null ? null : found.partitions().size();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return null;
            }
            throw new RefusedException("Kafka does not say what topic " + topic + " is: " + e.getCause(), e.getCause());
        }
    }

    private int send(OpenJournal journal, ReportFilter filter, ProgressFile progress, Map<String, Object> client)
            throws IOException, InterruptedException {
        long total = journal.waiting().partitions().stream()
                .filter(one -> filter.takesTopic(one.id().topic()))
                .mapToLong(one -> one.reports() - one.undecided())
                .sum();
        ProgressBar bar = new ProgressBar(err(), Ansi.AUTO.enabled(), total);
        long sent;
        long passedOver;
        try (Arrivals arrivals = new Arrivals(client, err());
                KafkaProducer<byte[], byte[]> producer =
                        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
            Replay replay = new Replay(journal, producer, arrivals, progress, bar);
            sent = replay.run(filter);
            passedOver = replay.passedOver();
        } finally {
            bar.finish();
        }
        out().println(sent + " reports sent"
                + (passedOver == 0 ? "" : ", " + passedOver + " had arrived before")
                + "; progress is kept in " + progress.file()
                + (markDelivered ? ", and noted in the journal" : ""));
        return Leftovers.tell(journal, filter, false, err()) ? Exit.PROBLEMS : Exit.OK;
    }

    private Map<String, Object> clientProperties() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (config != null) {
            Properties file = new Properties();
            try (Reader reader = Files.newBufferedReader(config, StandardCharsets.UTF_8)) {
                file.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new RefusedException("The file of --config can't be read. " + Reasons.of(e), e);
            }
            file.stringPropertyNames().forEach(name -> all.put(name, file.getProperty(name)));
        }
        all.putAll(properties);
        all.put("bootstrap.servers", bootstrapServers);
        // What order and completeness stand on is not for choice.
        all.put("enable.idempotence", "true");
        all.put("acks", "all");
        return all;
    }

    private static <T> T ask(KafkaFuture<T> future, String what) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new RefusedException(
                    "Kafka does not answer " + what + ": " + e.getCause()
                            + ". Check --bootstrap-servers and the clients' properties; nothing was sent.",
                    e.getCause());
        }
    }
}
