package dev.rapporteur.impl.kafka;

import static dev.rapporteur.impl.outbound.Buffers.place;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rapporteur.impl.dispatch.Coordinators;
import dev.rapporteur.impl.outbound.Buffers;
import dev.rapporteur.impl.outbound.PartitionBuffer;
import dev.rapporteur.testkit.Await;
import dev.rapporteur.testkit.kafka.ClientListener;
import dev.rapporteur.testkit.kafka.KafkaCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/permissions.md says: just these permissions do, and of each that is missing a message of its own tells. */
class PermissionsTest {

    private static final Duration CLEAR_WITHIN = Duration.ofSeconds(10);

    @TempDir
    static Path directory;

    private static KafkaCluster kafka;
    private static int tests;

    private final Map<String, String> settings = new HashMap<>();
    private String user = "";
    private String topic = "";
    private @Nullable Delivery delivery;

    @BeforeAll
    static void startKafka() {
        kafka = KafkaCluster.in(directory)
                .clientListener(ClientListener.scram())
                .withPermissions()
                .start();
    }

    @AfterAll
    static void closeKafka() {
        kafka.close();
    }

    /** A principal and a topic of each test's own. */
    @BeforeEach
    void prepare() {
        tests++;
        user = "rapporteur-" + tests;
        topic = "payments-" + tests;
        kafka.access().setPassword(user, "secret");
        settings.putAll(Map.of(
                "bootstrapServers",
                kafka.clientBootstrapServers(),
                "securityProtocol",
                "SASL_PLAINTEXT",
                "saslMechanism",
                ClientListener.MECHANISM,
                "saslUsername",
                user,
                "saslPassword",
                "secret"));
    }

    @AfterEach
    void closeWithoutTrace() {
        if (delivery != null) {
            delivery.close();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.contains("rapporteur"));
    }

    @Test
    void shouldDeliverWithWriteAloneWhichIncludesDescribe() {
        kafka.createTopic(topic, 1);
        kafka.access().grant(user, topic, WRITE);
        Delivery delivery = open();
        PartitionBuffer buffer = send(delivery, topic, 100);

        Reports.awaitDelivered(buffer);

        Reports.assertAtLeastOnce(kafka, buffer);
        assertThat(delivery.topics().partitionsFor(topic)).containsExactly(0);
        assertThat(delivery.topics().troubles()).isEmpty();
        assertThat(delivery.topics().maxMessageBytes(topic)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void shouldDeliverExactlyOnceWithWhatTheDocumentSays() {
        grantBothTopics();
        JournalStub journal = new JournalStub();
        Delivery delivery = openExactlyOnce(journal);
        PartitionBuffer buffer = delivery.buffer(topic, 0);
        place(buffer, 100);
        delivery.ready(buffer);
        Await.until(
                "the transactional id is missed",
                CLEAR_WITHIN,
                () -> String.valueOf(delivery.trouble()).contains("ids that begin with rapporteur-"));

        kafka.access().grantOnTransactionalIds(user, "rapporteur-", WRITE, DESCRIBE);
        Reports.awaitDelivered(buffer);
        delivery.close();
        kafka.access().revoke(user, topic, READ);
        Delivery next = openExactlyOnce(journal); // which asks for what was used before
        PartitionBuffer again = Buffers.anew(buffer);
        next.adopt(again);
        place(again, 100);
        next.ready(again);
        awaitHeld(again, "Grant READ on the topic");
        kafka.access().grant(user, topic, READ);
        Reports.awaitDelivered(again);

        Reports.assertOnce(kafka, again);
    }

    @Test
    void shouldNameTransactionalIdsThatMayOnlyBeDescribed() {
        grantBothTopics();
        kafka.access().grantOnTransactionalIds(user, "rapporteur-", DESCRIBE);
        Delivery delivery = openExactlyOnce(new JournalStub());
        PartitionBuffer buffer = send(delivery, topic, 10);

        awaitTrouble(
                delivery, "TransactionalIdAuthorizationException", "Grant WRITE", "ids that begin with rapporteur-");
        assertThat(delivery.trouble()).contains("User:" + user);
        assertThat(buffer.size()).isEqualTo(10);
        kafka.access().grantOnTransactionalIds(user, "rapporteur-", WRITE);
        Reports.awaitDelivered(buffer);

        Reports.assertOnce(kafka, buffer);
    }

    @Test
    void shouldNameTheProgressTopicWhenItMayNotBeWritten() {
        grantBothTopics();
        kafka.access().grantOnTransactionalIds(user, "rapporteur-", WRITE, DESCRIBE);
        Delivery delivery = openExactlyOnce(new JournalStub());
        PartitionBuffer buffer = send(delivery, topic, 10);
        Reports.awaitDelivered(buffer);

        kafka.access().revoke(user, JournalStub.PROGRESS, WRITE);
        Await.until("it counts", CLEAR_WITHIN, () -> {
            send(delivery, topic, 10);
            return delivery.trouble() != null;
        });
        awaitTrouble(delivery, JournalStub.PROGRESS, "Grant", "WRITE", "principal User:" + user);
        assertThat(buffer.size()).isPositive();
        kafka.access().grant(user, JournalStub.PROGRESS, WRITE);
        Reports.awaitDelivered(buffer);

        Reports.assertOnce(kafka, buffer);
    }

    @Test
    void shouldNameTheProgressTopicWhenItMayNotBeReadOrNotEvenBeDescribed() {
        grantBothTopics();
        kafka.access().grantOnTransactionalIds(user, "rapporteur-", WRITE, DESCRIBE);
        JournalStub journal = new JournalStub();
        Delivery first = openExactlyOnce(journal);
        PartitionBuffer buffer = send(first, topic, 10);
        Reports.awaitDelivered(buffer);
        first.close();

        kafka.access().revoke(user, JournalStub.PROGRESS, READ);
        Delivery second = openExactlyOnce(journal);
        PartitionBuffer unread = Buffers.anew(buffer);
        second.adopt(unread);
        place(unread, 10);
        second.ready(unread);
        awaitHeld(unread, "\"" + JournalStub.PROGRESS + "\"", "Grant READ", "principal User:" + user);
        second.close();

        kafka.access().revoke(user, JournalStub.PROGRESS, WRITE, DESCRIBE_CONFIGS, CREATE);
        Delivery third = openExactlyOnce(journal);
        PartitionBuffer unseen = Buffers.anew(unread);
        third.adopt(unseen);
        place(unseen, 10);
        third.ready(unseen);
        awaitHeld(unseen, "\"" + JournalStub.PROGRESS + "\"", "grant DESCRIBE", "principal User:" + user);
        assertThat(unseen.size()).isEqualTo(20);
        kafka.access().grant(user, JournalStub.PROGRESS, READ, WRITE, DESCRIBE_CONFIGS);
        Reports.awaitDelivered(unseen);

        Reports.assertOnce(kafka, unseen);
    }

    @Test
    void shouldSeeWhoCoordinatesTransactionsOnceThatIsGranted() {
        grantBothTopics();
        kafka.access().grantOnTransactionalIds(user, "rapporteur-", WRITE, DESCRIBE);
        Reports.awaitDelivered(send(openExactlyOnce(new JournalStub()), topic, 10));
        try (AdminAccess access = new AdminAccess(Delivery.config(settings))) {
            KafkaCoordinators coordinators = new KafkaCoordinators(access);
            assertThat(coordinators.ask(CLEAR_WITHIN)).isEqualTo(Coordinators.UNKNOWN);

            kafka.access().grant(user, "__transaction_state", DESCRIBE);

            Await.until(
                    "they are seen",
                    CLEAR_WITHIN,
                    () -> coordinators.ask(CLEAR_WITHIN).partitions() > 0);
        }
    }

    private static void awaitTrouble(Delivery delivery, String... words) {
        Await.until("dispatch says what is wrong", CLEAR_WITHIN, () -> {
            String trouble = delivery.trouble();
            return trouble != null && List.of(words).stream().allMatch(trouble::contains);
        });
    }

    @Test
    void shouldKnowTheTopicsLimitWithDescribeConfigs() {
        kafka.createTopic(topic, 1, Map.of("max.message.bytes", "4321"));
        kafka.access().grant(user, topic, WRITE, DESCRIBE_CONFIGS);
        Delivery delivery = open();

        Await.until("the limit is known", CLEAR_WITHIN, () -> delivery.topics().maxMessageBytes(topic) == 4_321);
    }

    @Test
    void shouldCreateAMissingTopicWithCreateOnIt() {
        settings.putAll(Map.of("createTopics", "MISSING", "newTopicPartitions", "1"));
        kafka.access().grant(user, topic, WRITE, CREATE);
        Delivery delivery = open();
        PartitionBuffer buffer = send(delivery, topic, 10);

        Reports.awaitDelivered(buffer);

        Reports.assertAtLeastOnce(kafka, buffer);
    }

    @Test
    void shouldCreateAMissingTopicWithCreateOnTheCluster() {
        settings.putAll(Map.of("createTopics", "MISSING", "newTopicPartitions", "1"));
        kafka.access().grant(user, topic, WRITE);
        kafka.access().grantOnCluster(user, CREATE);
        Delivery delivery = open();
        PartitionBuffer buffer = send(delivery, topic, 10);

        Reports.awaitDelivered(buffer);

        Reports.assertAtLeastOnce(kafka, buffer);
    }

    @Test
    void shouldAskForCreateWhenAMissingTopicMayNotBeCreated() {
        settings.putAll(Map.of("createTopics", "MISSING", "newTopicPartitions", "1"));
        kafka.access().grant(user, topic, WRITE);
        Delivery delivery = open();
        PartitionBuffer buffer = send(delivery, topic, 10);

        awaitHeld(buffer, "\"" + topic + "\" does not exist", "grant CREATE", "User:" + user);
        assertThat(delivery.topics().troubles())
                .singleElement()
                .asString()
                .contains("grant CREATE on it or on the cluster to principal User:" + user);
    }

    @Test
    void shouldAskForWriteAndDescribeWhenNothingIsGranted() {
        kafka.createTopic(topic, 1);
        Delivery delivery = open();
        PartitionBuffer buffer = send(delivery, topic, 10);

        awaitHeld(
                buffer,
                "Topic \"" + topic + "\" is not authorised for principal User:" + user,
                "grant WRITE and DESCRIBE");
        kafka.access().grant(user, topic, WRITE);
        Reports.awaitDelivered(buffer);

        Reports.assertAtLeastOnce(kafka, buffer);
    }

    @Test
    void shouldAskForWriteWhenOnlyDescribeIsGrantedAndAnotherTopicFlows() {
        String other = "other-" + topic;
        kafka.createTopic(topic, 1);
        kafka.createTopic(other, 1);
        kafka.access().grant(user, topic, DESCRIBE);
        kafka.access().grant(user, other, WRITE);
        Delivery delivery = open();
        PartitionBuffer buffer = send(delivery, topic, 10);
        PartitionBuffer flowing = send(delivery, other, 1_000);

        Reports.awaitDelivered(flowing);
        awaitHeld(buffer, "TopicAuthorizationException", "Topic \"" + topic + "\" is not authorised", "grant it WRITE");
        kafka.access().grant(user, topic, WRITE);
        Reports.awaitDelivered(buffer);

        Reports.assertAtLeastOnce(kafka, buffer, flowing);
    }

    @Test
    void shouldAskForWriteWhenNoTopicAtAllMayBeWritten() {
        kafka.createTopic(topic, 1);
        kafka.access().grant(user, topic, DESCRIBE);
        Delivery delivery = open();
        PartitionBuffer buffer = send(delivery, topic, 10);

        Await.until("dispatch says what is wrong", CLEAR_WITHIN, () -> {
            String trouble = delivery.trouble();
            return trouble != null && trouble.contains("Grant WRITE and DESCRIBE on at least one topic");
        });
        kafka.access().grant(user, topic, WRITE);
        Reports.awaitDelivered(buffer);

        Reports.assertAtLeastOnce(kafka, buffer);
    }

    @Test
    void shouldHoldWhatIsTakenAwayAndGoOnInOrderWhenItIsGivenBack() {
        String other = "other-" + topic;
        kafka.createTopic(topic, 1);
        kafka.createTopic(other, 1);
        kafka.access().grant(user, topic, WRITE, DESCRIBE);
        kafka.access().grant(user, other, WRITE);
        Delivery delivery = open();
        PartitionBuffer buffer = delivery.buffer(topic, 0);
        PartitionBuffer flowing = delivery.buffer(other, 0);

        kafka.access().revoke(user, topic, WRITE);
        Await.until("the topic is held", CLEAR_WITHIN, () -> {
            send(delivery, topic, 50);
            send(delivery, other, 50);
            return buffer.held() != null;
        });
        assertThat(buffer.held()).contains("Topic \"" + topic + "\" is not authorised for", "grant it WRITE");
        send(delivery, other, 100);
        Reports.awaitDelivered(flowing);
        assertThat(buffer.size()).isPositive();
        kafka.access().grant(user, topic, WRITE);
        Reports.awaitDelivered(buffer);

        Reports.assertAtLeastOnce(kafka, buffer, flowing);
        assertThat(buffer.held()).isNull();
    }

    @Test
    void shouldServeOthersExactlyOnceWhileATopicIsTakenAway() {
        String other = "other-" + topic;
        kafka.createTopic(topic, 1);
        kafka.createTopic(other, 1);
        kafka.access().grant(user, topic, WRITE, READ);
        kafka.access().grant(user, other, WRITE, READ);
        kafka.access().grant(user, JournalStub.PROGRESS, READ, WRITE, DESCRIBE_CONFIGS, CREATE);
        kafka.access().grantOnTransactionalIds(user, "rapporteur-", WRITE, DESCRIBE);
        JournalStub journal = new JournalStub();
        Delivery delivery = openExactlyOnce(journal);
        PartitionBuffer buffer = send(delivery, topic, 50);
        PartitionBuffer flowing = send(delivery, other, 50);
        Reports.awaitDelivered(buffer, flowing);

        kafka.access().revoke(user, topic, WRITE);
        send(delivery, topic, 50);
        awaitHeld(buffer, "Topic \"" + topic + "\" is not authorised for");
        send(delivery, other, 1);
        Reports.awaitDelivered(flowing);
        List<Integer> used = journal.used();
        for (int i = 0; i < 100; i++) { // over probes that fail
            send(delivery, other, 1);
            Reports.awaitDelivered(flowing);
        }
        assertThat(buffer.size()).isEqualTo(50);
        assertThat(delivery.acknowledged())
                .isEqualTo(50 + 50 + 1 + 100); // no refused probe has voided a neighbour's transaction
        kafka.access().grant(user, topic, WRITE);
        Reports.awaitDelivered(buffer);

        Reports.assertOnce(kafka, buffer);
        Reports.assertOnce(kafka, flowing);
        assertThat(journal.used()).hasSizeLessThanOrEqualTo(used.size() + 1);
    }

    /** What delivery exactly once needs of topics; the transactional ids are still to be granted. */
    private void grantBothTopics() {
        kafka.createTopic(topic, 1);
        kafka.access().grant(user, topic, WRITE, READ);
        kafka.access().grant(user, JournalStub.PROGRESS, READ, WRITE, DESCRIBE_CONFIGS, CREATE);
    }

    private Delivery openExactlyOnce(JournalStub journal) {
        delivery = new Delivery(Delivery.config(settings), journal);
        return delivery;
    }

    private Delivery open() {
        delivery = Delivery.atLeastOnce(Delivery.config(settings));
        delivery.topics().follow(topic);
        return delivery;
    }

    private static PartitionBuffer send(Delivery delivery, String topic, int count) {
        PartitionBuffer buffer = delivery.buffer(topic, 0);
        place(buffer, count);
        delivery.ready(buffer);
        return buffer;
    }

    private static void awaitHeld(PartitionBuffer buffer, String... words) {
        Await.until("the partition is held", CLEAR_WITHIN, () -> {
            String held = buffer.held();
            return held != null && List.of(words).stream().allMatch(held::contains);
        });
    }
}
