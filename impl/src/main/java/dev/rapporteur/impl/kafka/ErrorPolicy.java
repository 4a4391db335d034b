package dev.rapporteur.impl.kafka;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.StaleMetadataException;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.RetriableCommitFailedException;
import org.apache.kafka.clients.producer.BufferExhaustedException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.*;
import org.apache.kafka.common.metrics.QuotaViolationException;
import org.apache.kafka.common.network.DelayedResponseAuthenticationException;
import org.apache.kafka.common.network.InvalidReceiveException;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.common.requests.CorrelationIdMismatchException;
import org.apache.kafka.common.security.oauthbearer.JwtRetrieverException;
import org.apache.kafka.common.security.oauthbearer.JwtValidatorException;

/**
 * What follows from each exception of Kafka's client: the one table. Each class that the client's jar has is named, so that a new
 * version's new ones are noticed (ErrorPolicyTest); a class that isn't goes by the one that it extends. The groups are KIP-1050's.
 *
 * <p>Where the table errs, nothing is lost: what is held is tried again, a lost link is rewound.
 */
enum ErrorPolicy {
    /** Time is the cure: the client itself tries again, and what it hands back is tried again a moment later. */
    RETRY(
            RetriableException.class,
            RefreshRetriableException.class,
            InvalidMetadataException.class,
            TimeoutException.class,
            BufferExhaustedException.class,
            NetworkException.class,
            DisconnectException.class,
            StaleMetadataException.class,
            BrokerNotAvailableException.class,
            RebootstrapRequiredException.class,
            AuthorizerNotReadyException.class,
            ThrottlingQuotaExceededException.class,
            NotControllerException.class,
            // the partition's leader
            LeaderNotAvailableException.class,
            NotLeaderOrFollowerException.class,
            FencedLeaderEpochException.class,
            UnknownLeaderEpochException.class,
            ReplicaNotAvailableException.class,
            ListenerNotFoundException.class,
            KafkaStorageException.class,
            NotEnoughReplicasException.class,
            NotEnoughReplicasAfterAppendException.class,
            CorruptRecordException.class,
            UnknownTopicIdException.class,
            InconsistentTopicIdException.class,
            // the coordinator
            CoordinatorNotAvailableException.class,
            CoordinatorLoadInProgressException.class,
            NotCoordinatorException.class,
            ConcurrentTransactionsException.class),

    /** A new link is the cure, or without one nothing can be sent at all: make one, with back-off, and rewind. */
    REBUILD(
            KafkaException.class,
            // the producer's own state
            ApplicationRecoverableException.class,
            ProducerFencedException.class,
            InvalidProducerEpochException.class,
            InvalidPidMappingException.class,
            OutOfOrderSequenceException.class,
            UnknownProducerIdException.class,
            DuplicateSequenceException.class,
            InterruptException.class,
            WakeupException.class,
            // its transaction
            TransactionAbortableException.class,
            TransactionAbortedException.class,
            TransactionCoordinatorFencedException.class,
            TransactionalIdAuthorizationException.class,
            TransactionalIdNotFoundException.class,
            InvalidTxnStateException.class,
            InvalidTxnTimeoutException.class,
            // who we are to the cluster, and what it is to us
            AuthenticationException.class,
            DelayedResponseAuthenticationException.class,
            IllegalSaslStateException.class,
            SaslAuthenticationException.class,
            SslAuthenticationException.class,
            UnsupportedSaslMechanismException.class,
            UnacceptableCredentialException.class,
            JwtRetrieverException.class,
            JwtValidatorException.class,
            ClusterAuthorizationException.class,
            SecurityDisabledException.class,
            PrincipalDeserializationException.class,
            InconsistentClusterIdException.class,
            ConfigException.class,
            UnsupportedVersionException.class,
            // the connection
            SchemaException.class,
            InvalidReceiveException.class,
            InvalidRequestException.class,
            CorrelationIdMismatchException.class,
            QuotaViolationException.class),

    /** An operator is the cure: the partition stands still, says so, and is probed with back-off. */
    HOLD(
            ApiException.class,
            AuthorizationException.class,
            TopicAuthorizationException.class,
            UnknownTopicOrPartitionException.class,
            InvalidTopicException.class,
            InvalidConfigurationException.class,
            InvalidRequiredAcksException.class,
            UnsupportedCompressionTypeException.class,
            UnsupportedForMessageFormatException.class,
            LogDirNotFoundException.class,
            UnknownServerException.class),

    /** This one report is refused for good, and no other: it is to be parked. */
    PARK(
            RecordTooLargeException.class,
            RecordBatchTooLargeException.class,
            InvalidTimestampException.class,
            InvalidRecordException.class,
            PolicyViolationException.class,
            SerializationException.class),

    /** No producer is told so: said to consumers, administrators, members of groups and of the quorum. If it is, as HOLD. */
    NOT_FOR_PRODUCERS(
            // consumers
            org.apache.kafka.clients.consumer.InvalidOffsetException.class,
            org.apache.kafka.clients.consumer.OffsetOutOfRangeException.class,
            InvalidOffsetException.class,
            OffsetOutOfRangeException.class,
            LogTruncationException.class,
            NoOffsetForPartitionException.class,
            CommitFailedException.class,
            RetriableCommitFailedException.class,
            RecordDeserializationException.class,
            FetchSessionIdNotFoundException.class,
            FetchSessionTopicIdException.class,
            InvalidFetchSessionEpochException.class,
            InvalidFetchSizeException.class,
            OffsetNotAvailableException.class,
            OffsetMovedToTieredStorageException.class,
            PositionOutOfRangeException.class,
            SnapshotNotFoundException.class,
            // groups
            FencedInstanceIdException.class,
            FencedMemberEpochException.class,
            FencedStateEpochException.class,
            GroupAuthorizationException.class,
            GroupIdNotFoundException.class,
            GroupMaxSizeReachedException.class,
            GroupNotEmptyException.class,
            GroupSubscribedToTopicException.class,
            IllegalGenerationException.class,
            InconsistentGroupProtocolException.class,
            InvalidCommitOffsetSizeException.class,
            InvalidGroupIdException.class,
            InvalidRegularExpression.class,
            InvalidSessionTimeoutException.class,
            MemberIdRequiredException.class,
            OffsetMetadataTooLarge.class,
            RebalanceInProgressException.class,
            StaleMemberEpochException.class,
            StreamsInvalidTopologyEpochException.class,
            StreamsInvalidTopologyException.class,
            StreamsTopologyFencedException.class,
            UnknownMemberIdException.class,
            UnreleasedInstanceIdException.class,
            UnstableOffsetCommitException.class,
            UnsupportedAssignorException.class,
            // share groups
            InvalidRecordStateException.class,
            InvalidShareSessionEpochException.class,
            ShareSessionLimitReachedException.class,
            ShareSessionNotFoundException.class,
            // administrators
            DelegationTokenAuthorizationException.class,
            DelegationTokenDisabledException.class,
            DelegationTokenExpiredException.class,
            DelegationTokenNotFoundException.class,
            DelegationTokenOwnerMismatchException.class,
            DuplicateResourceException.class,
            ElectionNotNeededException.class,
            EligibleLeadersNotAvailableException.class,
            FeatureUpdateFailedException.class,
            InvalidPartitionsException.class,
            InvalidPrincipalTypeException.class,
            InvalidReplicaAssignmentException.class,
            InvalidReplicationFactorException.class,
            InvalidUpdateVersionException.class,
            MismatchedEndpointTypeException.class,
            NoReassignmentInProgressException.class,
            OperationNotAttemptedException.class,
            PreferredLeaderNotAvailableException.class,
            ReassignmentInProgressException.class,
            ResourceNotFoundException.class,
            TelemetryTooLargeException.class,
            TopicDeletionDisabledException.class,
            TopicExistsException.class,
            UnknownSubscriptionIdException.class,
            UnsupportedByAuthenticationException.class,
            UnsupportedEndpointTypeException.class,
            // brokers and controllers among themselves
            BrokerIdNotRegisteredException.class,
            ControllerMovedException.class,
            DuplicateBrokerRegistrationException.class,
            DuplicateVoterException.class,
            InconsistentVoterSetException.class,
            IneligibleReplicaException.class,
            InvalidRegistrationException.class,
            InvalidVoterKeyException.class,
            NewLeaderElectedException.class,
            StaleBrokerEpochException.class,
            UnknownControllerIdException.class,
            VoterNotFoundException.class);

    private static final Map<Class<?>, ErrorPolicy> TABLE = new HashMap<>();

    static {
        for (ErrorPolicy policy : values()) {
            for (Class<?> error : policy.errors) {
                ErrorPolicy other = TABLE.put(error, policy);
                if (other != null) {
                    throw new IllegalStateException(error + " is named as " + other + " and as " + policy);
                }
            }
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final Class<?>[] errors;

    ErrorPolicy(Class<?>... errors) {
        this.errors = errors;
    }

    /** What follows from this failure. One that is none of the client's is no report's fault: REBUILD. */
    static ErrorPolicy of(Throwable failure) {
        if (isOfASpoiltBatch(failure)) {
            return HOLD; // its partition is set apart, and so the report is found that spoils the batch
        }
        for (Class<?> error = failure.getClass(); error != null; error = error.getSuperclass()) {
            ErrorPolicy policy = TABLE.get(error);
            if (policy != null) {
                return policy;
            }
        }
        return REBUILD;
    }

    /** What the client ({@code Sender.failBatch}) says to all others of a batch in which the broker has refused some. */
    private static boolean isOfASpoiltBatch(Throwable failure) {
        return failure.getClass() == KafkaException.class
                && String.valueOf(failure.getMessage())
                        .startsWith("Failed to append record because it was part of a batch");
    }

    /** What the table says of a class by its name, and not by the one that it extends. */
    static Optional<ErrorPolicy> named(Class<?> error) {
        return Optional.ofNullable(TABLE.get(error));
    }
}
