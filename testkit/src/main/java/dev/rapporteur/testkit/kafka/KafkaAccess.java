package dev.rapporteur.testkit.kafka;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who may come to a cluster and what they may do there, changed while it runs. A change counts on each broker a moment after
 * the call has returned. For one thread at a time.
 */
public final class KafkaAccess {

    private static final long TIMEOUT_S = 30;
    private static final int ITERATIONS = 4_096;
    private static final String CLUSTER = "kafka-cluster";

    private final KafkaCluster kafka;

    KafkaAccess(KafkaCluster kafka) {
        this.kafka = kafka;
    }

    /** Makes the user, or gives it another password; connections that are there stay. */
    public void setPassword(String user, String password) {
        ScramCredentialInfo info = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS);
        ask(
                "set the password of " + user,
                admin -> admin.alterUserScramCredentials(
                                List.of(new UserScramCredentialUpsertion(user, info, password)))
                        .all());
    }

    /** Brokers show this store's certificate from now on; connections that are there stay. */
    public void showCertificate(Path keystore) {
        List<AlterConfigOp> changes = ClientListener.keystoreProperties(keystore).entrySet().stream()
                .map(property -> new AlterConfigOp(
                        new ConfigEntry(property.getKey(), property.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        for (KafkaBroker broker : kafka.brokers()) {
            ConfigResource resource = new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(broker.id()));
            ask(
                    "show another certificate",
                    admin -> admin.incrementalAlterConfigs(Map.of(resource, changes))
                            .all());
        }
    }

    /** Allows a user operations on a topic. */
    public void grant(String user, String topic, AclOperation... operations) {
        change(bindings(user, ResourceType.TOPIC, topic, operations), true);
    }

    /** Takes back what {@link #grant(String, String, AclOperation...)} gave. */
    public void revoke(String user, String topic, AclOperation... operations) {
        change(bindings(user, ResourceType.TOPIC, topic, operations), false);
    }

    /** Allows a user operations on the cluster. */
    public void grantOnCluster(String user, AclOperation... operations) {
        change(bindings(user, ResourceType.CLUSTER, CLUSTER, operations), true);
    }

    /** Allows a user operations on all transactional ids that begin so. */
    public void grantOnTransactionalIds(String user, String prefix, AclOperation... operations) {
        change(bindings(user, ResourceType.TRANSACTIONAL_ID, prefix, PatternType.PREFIXED, operations), true);
    }

    private static List<AclBinding> bindings(String user, ResourceType type, String name, AclOperation... operations) {
        return bindings(user, type, name, PatternType.LITERAL, operations);
    }

    private static List<AclBinding> bindings(
            String user, ResourceType type, String name, PatternType pattern, AclOperation... operations) {
        return Arrays.stream(operations)
                .map(operation -> new AclBinding(
                        new ResourcePattern(type, name, pattern),
                        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)))
                .toList();
    }

    private void change(Collection<AclBinding> bindings, boolean granted) {
        if (granted) {
            ask("grant " + bindings, admin -> admin.createAcls(bindings).all());
        } else {
            ask(
                    "revoke " + bindings,
                    admin -> admin.deleteAcls(
                                    bindings.stream().map(AclBinding::toFilter).toList())
                            .all());
        }
    }

    private void ask(String what, Function<Admin, KafkaFuture<?>> question) {
        try (Admin admin = kafka.admin()) {
            question.apply(admin).get(TIMEOUT_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted: " + what, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Kafka did not " + what + ": " + e.getMessage(), e);
        }
    }
}
