package dev.rapporteur.impl.kafka;

import dev.rapporteur.impl.dispatch.Coordinators;
import dev.rapporteur.impl.dispatch.UnansweredException;
import java.lang.System.Logger;
import java.time.Duration;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.internals.Topic;

/** Who coordinates transactions, by the Java client's Admin. For one thread. */
final class KafkaCoordinators implements Coordinators.Source {

    private static final Logger LOG = System.getLogger(KafkaCoordinators.class.getName());

    private final AdminAccess admin;
    private boolean saidWhatToGrant;

    /** By a client that others on the same thread may use, too; theirs to close. */
    KafkaCoordinators(AdminAccess admin) {
        this.admin = admin;
    }

    @Override
    public Coordinators ask(Duration within) {
        try {
            TopicDescription topic =
                    TopicLeaders.describe(admin, Topic.TRANSACTION_STATE_TOPIC_NAME, AdminAccess.deadline(within));
            return new Coordinators(TopicLeaders.of(topic), topic.partitions().size());
        } catch (UnansweredException e) {
            if (e.getCause() instanceof AuthorizationException && !saidWhatToGrant) {
                saidWhatToGrant = true;
                LOG.log(
                        Logger.Level.WARNING,
                        "Who coordinates transactions may not be seen, so another broker that hangs may hold up the"
                                + " partitions of those that are well for longer: grant DESCRIBE on topic \"{0}\" to {1}.",
                        Topic.TRANSACTION_STATE_TOPIC_NAME,
                        admin.principal());
            }
            LOG.log(Logger.Level.DEBUG, "Coordinators of transactions are not known", e);
            return Coordinators.UNKNOWN;
        }
    }
}
