import { SAGEMAKER_ACTIONS } from './sagemaker-actions.ts'

/**
 * Complete lists of the actions of some services, to tell a slip of the pen from an action: operation
 * names of the API models (botocore 1.43), and what is only a permission in the tables of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/. S3 and EC2 are left out: their
 * actions and operations differ too much for a list to be trusted.
 */
export const SERVICE_ACTIONS: Readonly<Record<string, string>> = {
  sagemaker: SAGEMAKER_ACTIONS,
  kms: `
    CancelKeyDeletion ConnectCustomKeyStore CreateAlias CreateCustomKeyStore CreateGrant
    CreateKey Decapsulate Decrypt DeleteAlias DeleteCustomKeyStore DeleteImportedKeyMaterial
    DeriveSharedSecret DescribeCustomKeyStores DescribeKey DisableKey DisableKeyRotation
    DisconnectCustomKeyStore EnableKey EnableKeyRotation Encapsulate Encrypt GenerateDataKey
    GenerateDataKeyPair GenerateDataKeyPairWithoutPlaintext GenerateDataKeyWithoutPlaintext
    GenerateMac GenerateRandom GetKeyLastUsage GetKeyPolicy GetKeyRotationStatus
    GetParametersForImport GetPublicKey ImportKeyMaterial ListAliases ListGrants ListKeyPolicies
    ListKeyRotations ListKeys ListResourceTags ListRetirableGrants PutKeyPolicy ReEncryptFrom
    ReEncryptTo ReplicateKey RetireGrant RevokeGrant RotateKeyOnDemand ScheduleKeyDeletion Sign
    SynchronizeMultiRegionKey TagResource UntagResource UpdateAlias UpdateCustomKeyStore
    UpdateKeyDescription UpdatePrimaryRegion Verify VerifyMac
  `,
  sts: `
    AssumeRole AssumeRoleWithSAML AssumeRoleWithWebIdentity AssumeRoot
    DecodeAuthorizationMessage GetAccessKeyInfo GetCallerIdentity GetDelegatedAccessToken
    GetFederationToken GetSessionToken GetWebIdentityToken SetContext SetSourceIdentity
    TagSession
  `,
  logs: `
    AssociateKmsKey AssociateSourceToS3TableIntegration CancelExportTask CancelImportTask
    CreateDelivery CreateExportTask CreateImportTask CreateLogAnomalyDetector CreateLogGroup
    CreateLogStream CreateLookupTable CreateScheduledQuery DeleteAccountPolicy
    DeleteDataProtectionPolicy DeleteDelivery DeleteDeliveryDestination
    DeleteDeliveryDestinationPolicy DeleteDeliverySource DeleteDestination DeleteIndexPolicy
    DeleteIntegration DeleteLogAnomalyDetector DeleteLogGroup DeleteLogStream DeleteLookupTable
    DeleteMetricFilter DeleteQueryDefinition DeleteResourcePolicy DeleteRetentionPolicy
    DeleteScheduledQuery DeleteSubscriptionFilter DeleteSyslogConfiguration DeleteTransformer
    DescribeAccountPolicies DescribeConfigurationTemplates DescribeDeliveries
    DescribeDeliveryDestinations DescribeDeliverySources DescribeDestinations
    DescribeExportTasks DescribeFieldIndexes DescribeImportTaskBatches DescribeImportTasks
    DescribeIndexPolicies DescribeLogGroups DescribeLogStreams DescribeLookupTables
    DescribeMetricFilters DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies
    DescribeSubscriptionFilters DisassociateKmsKey DisassociateSourceFromS3TableIntegration
    FilterLogEvents GetDataProtectionPolicy GetDelivery GetDeliveryDestination
    GetDeliveryDestinationPolicy GetDeliverySource GetIntegration GetLogAnomalyDetector
    GetLogEvents GetLogFields GetLogGroupFields GetLogObject GetLogRecord GetLookupTable
    GetQueryResults GetScheduledQuery GetScheduledQueryHistory GetStorageTierPolicy
    GetTransformer ListAggregateLogGroupSummaries ListAnomalies ListIntegrations
    ListLogAnomalyDetectors ListLogGroups ListLogGroupsForQuery ListScheduledQueries
    ListSourcesForS3TableIntegration ListSyslogConfigurations ListTagsForResource
    ListTagsLogGroup PutAccountPolicy PutBearerTokenAuthentication PutDataProtectionPolicy
    PutDeliveryDestination PutDeliveryDestinationPolicy PutDeliverySource PutDestination
    PutDestinationPolicy PutIndexPolicy PutIntegration PutLogEvents
    PutLogGroupDeletionProtection PutMetricFilter PutQueryDefinition PutResourcePolicy
    PutRetentionPolicy PutStorageTierPolicy PutSubscriptionFilter PutSyslogConfiguration
    PutTransformer StartLiveTail StartQuery StopQuery TagLogGroup TagResource TestMetricFilter
    TestTransformer Unmask UntagLogGroup UntagResource UpdateAnomaly UpdateDeliveryConfiguration
    UpdateLogAnomalyDetector UpdateLookupTable UpdateScheduledQuery
  `,
  ecr: `
    BatchCheckLayerAvailability BatchDeleteImage BatchGetImage
    BatchGetRepositoryScanningConfiguration BatchImportUpstreamImage CompleteLayerUpload
    CreatePullThroughCacheRule CreateRepository CreateRepositoryCreationTemplate
    DeleteLifecyclePolicy DeletePullThroughCacheRule DeleteRegistryPolicy DeleteRepository
    DeleteRepositoryCreationTemplate DeleteRepositoryPolicy DeleteSigningConfiguration
    DeregisterPullTimeUpdateExclusion DescribeImageReplicationStatus DescribeImageScanFindings
    DescribeImageSigningStatus DescribeImages DescribePullThroughCacheRules DescribeRegistry
    DescribeReplicationBackfillResults DescribeRepositories DescribeRepositoryCreationTemplates
    GetAccountSetting GetAuthorizationToken GetDownloadUrlForLayer GetLifecyclePolicy
    GetLifecyclePolicyPreview GetRegistryPolicy GetRegistryScanningConfiguration
    GetRepositoryPolicy GetSigningConfiguration InitiateLayerUpload ListImageReferrers
    ListImages ListPullTimeUpdateExclusions ListReplicationBackfills ListTagsForResource
    PutAccountSetting PutImage PutImageScanningConfiguration PutImageTagMutability
    PutLifecyclePolicy PutRegistryPolicy PutRegistryScanningConfiguration
    PutReplicationConfiguration PutSigningConfiguration RegisterPullTimeUpdateExclusion
    ReplicateImage SetRepositoryPolicy StartImageScan StartLifecyclePolicyPreview
    StartReplicationBackfill StopReplicationBackfill TagResource UntagResource
    UpdateImageStorageClass UpdatePullThroughCacheRule UpdateRepositoryCreationTemplate
    UploadLayerPart ValidatePullThroughCacheRule
  `,
  bedrock: `
    ApplyGuardrail BatchDeleteAdvancedPromptOptimizationJob BatchDeleteEvaluationJob
    CallWithBearerToken CancelAutomatedReasoningPolicyBuildWorkflow CountTokens
    CreateAdvancedPromptOptimizationJob CreateAutomatedReasoningPolicy
    CreateAutomatedReasoningPolicyTestCase CreateAutomatedReasoningPolicyVersion
    CreateCustomModel CreateCustomModelDeployment CreateEvaluationJob
    CreateFoundationModelAgreement CreateGuardrail CreateGuardrailVersion CreateInferenceProfile
    CreateMarketplaceModelEndpoint CreateModelCopyJob CreateModelCustomizationJob
    CreateModelImportJob CreateModelInvocationJob CreatePromptRouter
    CreateProvisionedModelThroughput DeleteAutomatedReasoningPolicy
    DeleteAutomatedReasoningPolicyBuildWorkflow DeleteAutomatedReasoningPolicyTestCase
    DeleteCustomModel DeleteCustomModelDeployment DeleteEnforcedGuardrailConfiguration
    DeleteFoundationModelAgreement DeleteGuardrail DeleteImportedModel DeleteInferenceProfile
    DeleteMarketplaceModelEndpoint DeleteModelInvocationLoggingConfiguration DeletePromptRouter
    DeleteProvisionedModelThroughput DeleteResourcePolicy DeregisterMarketplaceModelEndpoint
    ExportAutomatedReasoningPolicyVersion GetAccountDataRetention
    GetAdvancedPromptOptimizationJob GetAsyncInvoke GetAutomatedReasoningPolicy
    GetAutomatedReasoningPolicyAnnotations GetAutomatedReasoningPolicyBuildWorkflow
    GetAutomatedReasoningPolicyBuildWorkflowResultAssets GetAutomatedReasoningPolicyNextScenario
    GetAutomatedReasoningPolicyTestCase GetAutomatedReasoningPolicyTestResult GetCustomModel
    GetCustomModelDeployment GetEvaluationJob GetFoundationModel GetFoundationModelAvailability
    GetGuardrail GetImportedModel GetInferenceProfile GetMarketplaceModelEndpoint
    GetModelCopyJob GetModelCustomizationJob GetModelImportJob GetModelInvocationJob
    GetModelInvocationLoggingConfiguration GetPromptRouter GetProvisionedModelThroughput
    GetResourcePolicy GetUseCaseForModelAccess InvokeGuardrailChecks InvokeModel
    InvokeModelWithBidirectionalStream InvokeModelWithResponseStream
    ListAdvancedPromptOptimizationJobs ListAsyncInvokes ListAutomatedReasoningPolicies
    ListAutomatedReasoningPolicyBuildWorkflows ListAutomatedReasoningPolicyTestCases
    ListAutomatedReasoningPolicyTestResults ListCustomModelDeployments ListCustomModels
    ListEnforcedGuardrailsConfiguration ListEvaluationJobs ListFoundationModelAgreementOffers
    ListFoundationModels ListGuardrails ListImportedModels ListInferenceProfiles
    ListMarketplaceModelEndpoints ListModelCopyJobs ListModelCustomizationJobs
    ListModelImportJobs ListModelInvocationJobs ListPromptRouters
    ListProvisionedModelThroughputs ListTagsForResource PutAccountDataRetention
    PutEnforcedGuardrailConfiguration PutModelInvocationLoggingConfiguration PutResourcePolicy
    PutUseCaseForModelAccess RegisterMarketplaceModelEndpoint RenderPrompt
    StartAutomatedReasoningPolicyBuildWorkflow StartAutomatedReasoningPolicyTestWorkflow
    StopAdvancedPromptOptimizationJob StopEvaluationJob StopModelCustomizationJob
    StopModelInvocationJob TagResource UntagResource UpdateAutomatedReasoningPolicy
    UpdateAutomatedReasoningPolicyAnnotations UpdateAutomatedReasoningPolicyTestCase
    UpdateCustomModelDeployment UpdateGuardrail UpdateMarketplaceModelEndpoint
    UpdateProvisionedModelThroughput
  `,
  cloudwatch: `
    AssociateDatasetKmsKey CreateResourceMetricsConfiguration DeleteAlarmMuteRule DeleteAlarms
    DeleteAnomalyDetector DeleteDashboards DeleteInsightRules DeleteMetricDataQueryDefinition
    DeleteMetricStream DeleteResourceMetricsConfiguration DescribeAlarmContributors
    DescribeAlarmHistory DescribeAlarms DescribeAlarmsForMetric DescribeAnomalyDetectors
    DescribeInsightRules DisableAlarmActions DisableInsightRules DisassociateDatasetKmsKey
    EnableAlarmActions EnableInsightRules GenerateQuery GetAlarmMuteRule GetDashboard GetDataset
    GetInsightRuleReport GetMetricData GetMetricDataQueryDefinition GetMetricStatistics
    GetMetricStream GetMetricWidgetImage GetOTelEnrichment GetResourceMetricsConfiguration Link
    ListAlarmMuteRules ListDashboards ListManagedInsightRules ListMetricDataQueryDefinitions
    ListMetricStreams ListMetrics ListTagsForResource PutAlarmMuteRule PutAnomalyDetector
    PutCompositeAlarm PutDashboard PutInsightRule PutLogAlarm PutManagedInsightRules
    PutMetricAlarm PutMetricData PutMetricDataQueryDefinition PutMetricStream SetAlarmState
    StartMetricStreams StartOTelEnrichment StopMetricStreams StopOTelEnrichment TagResource
    UntagResource UpdateOTelEnrichment UpdateResourceMetricsConfiguration
  `,
  lambda: `
    AddLayerVersionPermission AddPermission CheckpointDurableExecution CreateAlias
    CreateCapacityProvider CreateCodeSigningConfig CreateEventSourceMapping CreateFunction
    CreateFunctionUrlConfig DeleteAlias DeleteCapacityProvider DeleteCodeSigningConfig
    DeleteDurableExecution DeleteEventSourceMapping DeleteFunction
    DeleteFunctionCodeSigningConfig DeleteFunctionConcurrency DeleteFunctionEventInvokeConfig
    DeleteFunctionUrlConfig DeleteLayerVersion DeleteProvisionedConcurrencyConfig
    DeleteResourcePolicy DisableReplication EnableReplication GetAccountSettings GetAlias
    GetCapacityProvider GetCodeSigningConfig GetDurableExecution GetDurableExecutionHistory
    GetDurableExecutionState GetEventSourceMapping GetFunction GetFunctionCodeSigningConfig
    GetFunctionConcurrency GetFunctionConfiguration GetFunctionEventInvokeConfig
    GetFunctionRecursionConfig GetFunctionScalingConfig GetFunctionUrlConfig GetLayerVersion
    GetLayerVersionByArn GetLayerVersionPolicy GetPolicy GetProvisionedConcurrencyConfig
    GetResourcePolicy GetRuntimeManagementConfig InvokeAsync InvokeFunction ListAliases
    ListCapacityProviders ListCodeSigningConfigs ListDurableExecutionsByFunction
    ListEventSourceMappings ListFunctionEventInvokeConfigs ListFunctionUrlConfigs
    ListFunctionVersionsByCapacityProvider ListFunctions ListFunctionsByCodeSigningConfig
    ListLayerVersions ListLayers ListProvisionedConcurrencyConfigs ListTags
    ListVersionsByFunction PauseDurableExecution PublishLayerVersion PublishVersion
    PutFunctionCodeSigningConfig PutFunctionConcurrency PutFunctionEventInvokeConfig
    PutFunctionRecursionConfig PutFunctionScalingConfig PutProvisionedConcurrencyConfig
    PutResourcePolicy PutRuntimeManagementConfig RemoveLayerVersionPermission RemovePermission
    ResumeDurableExecution SendDurableExecutionCallbackFailure
    SendDurableExecutionCallbackHeartbeat SendDurableExecutionCallbackSuccess
    StopDurableExecution TagResource UntagResource UpdateAlias UpdateCapacityProvider
    UpdateCodeSigningConfig UpdateEventSourceMapping UpdateFunctionCode
    UpdateFunctionConfiguration UpdateFunctionEventInvokeConfig UpdateFunctionUrlConfig
  `,
  states: `
    CreateActivity CreateStateMachine CreateStateMachineAlias DeleteActivity DeleteStateMachine
    DeleteStateMachineAlias DeleteStateMachineVersion DescribeActivity DescribeExecution
    DescribeMapRun DescribeStateMachine DescribeStateMachineAlias
    DescribeStateMachineForExecution GetActivityTask GetExecutionHistory ListActivities
    ListExecutions ListMapRuns ListStateMachineAliases ListStateMachineVersions
    ListStateMachines ListTagsForResource PublishStateMachineVersion RedriveExecution
    RevealSecrets SendTaskFailure SendTaskHeartbeat SendTaskSuccess StartExecution
    StartSyncExecution StopExecution TagResource TestState UntagResource UpdateMapRun
    UpdateStateMachine UpdateStateMachineAlias ValidateStateMachineDefinition
  `,
  events: `
    ActivateEventSource CancelReplay CreateApiDestination CreateArchive CreateConnection
    CreateEndpoint CreateEventBus CreatePartnerEventSource DeactivateEventSource
    DeauthorizeConnection DeleteApiDestination DeleteArchive DeleteConnection DeleteEndpoint
    DeleteEventBus DeletePartnerEventSource DeleteRule DescribeApiDestination DescribeArchive
    DescribeConnection DescribeEndpoint DescribeEventBus DescribeEventSource
    DescribePartnerEventSource DescribeReplay DescribeRule DisableRule EnableRule
    InvokeApiDestination ListApiDestinations ListArchives ListConnections ListEndpoints
    ListEventBuses ListEventSources ListPartnerEventSourceAccounts ListPartnerEventSources
    ListReplays ListRuleNamesByTarget ListRules ListTagsForResource ListTargetsByRule PutEvents
    PutPartnerEvents PutPermission PutRule PutTargets RemovePermission RemoveTargets
    RetrieveConnectionCredentials StartReplay TagResource TestEventPattern UntagResource
    UpdateApiDestination UpdateArchive UpdateConnection UpdateEndpoint UpdateEventBus
  `,
  'application-autoscaling': `
    DeleteScalingPolicy DeleteScheduledAction DeregisterScalableTarget DescribeScalableTargets
    DescribeScalingActivities DescribeScalingPolicies DescribeScheduledActions
    GetPredictiveScalingForecast ListTagsForResource PutScalingPolicy PutScheduledAction
    RegisterScalableTarget TagResource UntagResource
  `,
  iam: `
    AcceptDelegationRequest AcquireRole AddClientIDToOpenIDConnectProvider
    AddRoleToInstanceProfile AddUserToGroup AssociateDelegationRequest AttachGroupPolicy
    AttachRolePolicy AttachUserPolicy ChangePassword CreateAccessKey CreateAccountAlias
    CreateDelegationRequest CreateGroup CreateInstanceProfile CreateLoginProfile
    CreateOpenIDConnectProvider CreatePolicy CreatePolicyVersion CreateRole CreateSAMLProvider
    CreateServiceLinkedRole CreateServiceSpecificCredential CreateUser CreateVirtualMFADevice
    DeactivateMFADevice DeleteAccessKey DeleteAccountAlias DeleteAccountPasswordPolicy
    DeleteGroup DeleteGroupPolicy DeleteInstanceProfile DeleteLoginProfile
    DeleteOpenIDConnectProvider DeletePolicy DeletePolicyVersion DeleteRole
    DeleteRolePermissionsBoundary DeleteRolePolicy DeleteSAMLProvider DeleteSSHPublicKey
    DeleteServerCertificate DeleteServiceLinkedRole DeleteServiceSpecificCredential
    DeleteSigningCertificate DeleteUser DeleteUserPermissionsBoundary DeleteUserPolicy
    DeleteVirtualMFADevice DetachGroupPolicy DetachRolePolicy DetachUserPolicy
    DisableOrganizationsRootCredentialsManagement DisableOrganizationsRootSessions
    DisableOutboundWebIdentityFederation EnableMFADevice
    EnableOrganizationsRootCredentialsManagement EnableOrganizationsRootSessions
    EnableOutboundWebIdentityFederation GenerateCredentialReport
    GenerateOrganizationsAccessReport GenerateServiceLastAccessedDetails GetAccessKeyLastUsed
    GetAccountAuthorizationDetails GetAccountPasswordPolicy GetAccountProperties
    GetAccountSummary GetContextKeysForCustomPolicy GetContextKeysForPrincipalPolicy
    GetCredentialReport GetDelegationRequest GetGroup GetGroupPolicy GetHumanReadableSummary
    GetInstanceProfile GetLoginProfile GetMFADevice GetOpenIDConnectProvider
    GetOrganizationsAccessReport GetOutboundWebIdentityFederationInfo GetPolicy GetPolicyVersion
    GetRole GetRolePolicy GetRoleTemplateVersion GetSAMLProvider GetSSHPublicKey
    GetServerCertificate GetServiceLastAccessedDetails GetServiceLastAccessedDetailsWithEntities
    GetServiceLinkedRoleDeletionStatus GetUser GetUserPolicy ListAccessKeys ListAccountAliases
    ListAttachedGroupPolicies ListAttachedRolePolicies ListAttachedUserPolicies
    ListDelegationRequests ListEntitiesForPolicy ListGroupPolicies ListGroups ListGroupsForUser
    ListInstanceProfileTags ListInstanceProfiles ListInstanceProfilesForRole ListMFADeviceTags
    ListMFADevices ListOpenIDConnectProviderTags ListOpenIDConnectProviders
    ListOrganizationsFeatures ListPolicies ListPoliciesGrantingServiceAccess ListPolicyTags
    ListPolicyVersions ListRolePolicies ListRoleTags ListRoles ListSAMLProviderTags
    ListSAMLProviders ListSSHPublicKeys ListServerCertificateTags ListServerCertificates
    ListServiceSpecificCredentials ListSigningCertificates ListUserPolicies ListUserTags
    ListUsers ListVirtualMFADevices PassRole PutAccountProperties PutGroupPolicy
    PutRolePermissionsBoundary PutRolePolicy PutUserPermissionsBoundary PutUserPolicy
    RejectDelegationRequest RemoveClientIDFromOpenIDConnectProvider
    RemoveRoleFromInstanceProfile RemoveUserFromGroup ResetServiceSpecificCredential
    ResyncMFADevice SendDelegationToken SetDefaultPolicyVersion
    SetSecurityTokenServicePreferences SimulateCustomPolicy SimulatePrincipalPolicy
    TagInstanceProfile TagMFADevice TagOpenIDConnectProvider TagPolicy TagRole TagSAMLProvider
    TagServerCertificate TagUser UntagInstanceProfile UntagMFADevice UntagOpenIDConnectProvider
    UntagPolicy UntagRole UntagSAMLProvider UntagServerCertificate UntagUser UpdateAccessKey
    UpdateAccountPasswordPolicy UpdateAssumeRolePolicy UpdateDelegationRequest UpdateGroup
    UpdateLoginProfile UpdateOpenIDConnectProviderThumbprint UpdateRole UpdateRoleDescription
    UpdateSAMLProvider UpdateSSHPublicKey UpdateServerCertificate
    UpdateServiceSpecificCredential UpdateSigningCertificate UpdateUser UploadSSHPublicKey
    UploadServerCertificate UploadSigningCertificate
  `,
  servicequotas: `
    AssociateServiceQuotaTemplate CreateSupportCase
    DeleteServiceQuotaIncreaseRequestFromTemplate DisassociateServiceQuotaTemplate
    GetAWSDefaultServiceQuota GetAssociationForServiceQuotaTemplate
    GetAutoManagementConfiguration GetQuotaUtilizationReport GetRequestedServiceQuotaChange
    GetServiceQuota GetServiceQuotaIncreaseRequestFromTemplate ListAWSDefaultServiceQuotas
    ListRequestedServiceQuotaChangeHistory ListRequestedServiceQuotaChangeHistoryByQuota
    ListServiceQuotaIncreaseRequestsInTemplate ListServiceQuotas ListServices
    ListTagsForResource PutServiceQuotaIncreaseRequestIntoTemplate RequestServiceQuotaIncrease
    StartAutoManagement StartQuotaUtilizationReport StopAutoManagement TagResource UntagResource
    UpdateAutoManagement
  `,
  codebuild: `
    BatchDeleteBuilds BatchGetBuildBatches BatchGetBuilds BatchGetCommandExecutions
    BatchGetFleets BatchGetProjects BatchGetReportGroups BatchGetReports BatchGetSandboxes
    BatchPutCodeCoverages BatchPutTestCases CreateFleet CreateProject CreateReport
    CreateReportGroup CreateWebhook DeleteBuildBatch DeleteFleet DeleteProject DeleteReport
    DeleteReportGroup DeleteResourcePolicy DeleteSourceCredentials DeleteWebhook
    DescribeCodeCoverages DescribeTestCases GetReportGroupTrend GetResourcePolicy
    ImportSourceCredentials InvalidateProjectCache ListBuildBatches ListBuildBatchesForProject
    ListBuilds ListBuildsForProject ListCommandExecutionsForSandbox ListCuratedEnvironmentImages
    ListFleets ListProjects ListReportGroups ListReports ListReportsForReportGroup ListSandboxes
    ListSandboxesForProject ListSharedProjects ListSharedReportGroups ListSourceCredentials
    PutResourcePolicy RetryBuild RetryBuildBatch StartBuild StartBuildBatch
    StartCommandExecution StartSandbox StartSandboxConnection StopBuild StopBuildBatch
    StopSandbox UpdateFleet UpdateProject UpdateProjectVisibility UpdateReport UpdateReportGroup
    UpdateWebhook
  `,
  'access-analyzer': `
    ApplyArchiveRule CancelPolicyGeneration CheckAccessNotGranted CheckNoNewAccess
    CheckNoPublicAccess CreateAccessPreview CreateAnalyzer CreateArchiveRule
    CreateServiceLinkedAnalyzer DeleteAnalyzer DeleteArchiveRule DeleteServiceLinkedAnalyzer
    GenerateFindingRecommendation GetAccessPreview GetAnalyzedResource GetAnalyzer
    GetArchiveRule GetFinding GetFindingRecommendation GetFindingV2 GetFindingsStatistics
    GetGeneratedPolicy ListAccessPreviewFindings ListAccessPreviews ListAnalyzedResources
    ListAnalyzers ListArchiveRules ListFindings ListFindingsV2 ListPolicyGenerations
    ListTagsForResource StartPolicyGeneration StartResourceScan TagResource UntagResource
    UpdateAnalyzer UpdateArchiveRule UpdateFindings ValidatePolicy
  `,
}
