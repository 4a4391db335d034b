package dev.rapporteur.ra;

import dev.rapporteur.impl.config.Settings;
import jakarta.resource.spi.ConfigProperty;
import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The config properties that resource adapter and connection definition share. It only collects
 * texts: {@link Settings} says what they mean, and they are checked all
 * at once when a connection definition starts, rather than one by one as the server sets them.
 *
 * <p>Equal beans are of one class and have equal texts, as the Connectors contract asks for. Set by
 * the server's deploying thread, read after that.
 */
public abstract class SettingsBean implements Serializable {

    private static final long serialVersionUID = 1L;

    private final TreeMap<String, String> texts = new TreeMap<>();

    /** What was set, by property name. */
    final Map<String, String> texts() {
        return texts;
    }

    /**
     * The setters' parameters bear no nullness mark: IronJacamar would take it for a part of the type's name, and
     * fail the deployment.
     */
    private void set(String property, String text) {
        if (Settings.isSet(text)) {
            texts.put(property, text);
        } else {
            texts.remove(property);
        }
    }

    @Override
    @SuppressWarnings("EqualsGetClass") // A resource adapter is never equal to a definition with the same texts.
    public final boolean equals(@Nullable Object other) {
        return this == other
                || (other != null && getClass() == other.getClass() && texts.equals(((SettingsBean) other).texts));
    }

    @Override
    public final int hashCode() {
        return texts.hashCode();
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setName(String text) {
        set("name", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setBootstrapServers(String text) {
        set("bootstrapServers", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setNodeName(String text) {
        set("nodeName", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setClientId(String text) {
        set("clientId", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setJournalDirectory(String text) {
        set("journalDirectory", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setExpectedJournalId(String text) {
        set("expectedJournalId", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setJournalMaxBytes(String text) {
        set("journalMaxBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setCopiedJournal(String text) {
        set("copiedJournal", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setOverflow(String text) {
        set("overflow", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setOverflowTimeout(String text) {
        set("overflowTimeout", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSegmentBytes(String text) {
        set("segmentBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setDurability(String text) {
        set("durability", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setUndecidedHold(String text) {
        set("undecidedHold", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setDecision(String text) {
        set("decision", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setDecisionDataSource(String text) {
        set("decisionDataSource", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setDecisionProof(String text) {
        set("decisionProof", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setDecisionTable(String text) {
        set("decisionTable", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setCreateDecisionTable(String text) {
        set("createDecisionTable", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setStopTimeout(String text) {
        set("stopTimeout", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setMemoryMaxBytes(String text) {
        set("memoryMaxBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setTransactionMemoryBytes(String text) {
        set("transactionMemoryBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setMaxReportBytes(String text) {
        set("maxReportBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setDeliveryGuarantee(String text) {
        set("deliveryGuarantee", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setProgressTopic(String text) {
        set("progressTopic", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setOnMissingMarker(String text) {
        set("onMissingMarker", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setPartitioner(String text) {
        set("partitioner", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setCreateTopics(String text) {
        set("createTopics", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setNewTopicPartitions(String text) {
        set("newTopicPartitions", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setNewTopicReplication(String text) {
        set("newTopicReplication", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setEventsMaxBytes(String text) {
        set("eventsMaxBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setBrokerTimeout(String text) {
        set("brokerTimeout", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setLingerMs(String text) {
        set("lingerMs", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setBatchBytes(String text) {
        set("batchBytes", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setCompressionType(String text) {
        set("compressionType", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSecurityProtocol(String text) {
        set("securityProtocol", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSaslMechanism(String text) {
        set("saslMechanism", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSaslUsername(String text) {
        set("saslUsername", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSaslPassword(String text) {
        set("saslPassword", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSaslJaasConfig(String text) {
        set("saslJaasConfig", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslTruststoreLocation(String text) {
        set("sslTruststoreLocation", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSslTruststorePassword(String text) {
        set("sslTruststorePassword", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslTruststoreType(String text) {
        set("sslTruststoreType", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslKeystoreLocation(String text) {
        set("sslKeystoreLocation", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSslKeystorePassword(String text) {
        set("sslKeystorePassword", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslKeystoreType(String text) {
        set("sslKeystoreType", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setSslKeyPassword(String text) {
        set("sslKeyPassword", text);
    }

    /** See the configuration reference. */
    @ConfigProperty
    public void setSslEndpointIdentificationAlgorithm(String text) {
        set("sslEndpointIdentificationAlgorithm", text);
    }

    /** See the configuration reference. */
    @ConfigProperty(confidential = true)
    public void setKafkaProperties(String text) {
        set("kafkaProperties", text);
    }
}
