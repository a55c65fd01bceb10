namespace EvidenceApi.Tests.Constraints;

/// <summary>Releases, what is compiled under them, keys of callers, and what EHRs report on cards.</summary>
internal static class PublishedRules
{
    internal static readonly BrokenRule[] Broken =
    [
        new("release_id_check", "release", "id = 'v1'"),
        new("release_check", "release", "reviewed_on = published_on + 1"),
        new("vocabulary_document_check", "vocabulary_document", "until_release = from_release"),
        new("vocabulary_document_kind_check", "vocabulary_document", "kind = 'thing'"),
        new("record_document_check", "record_document", "until_release = from_release"),
        new("record_document_kind_check", "record_document", "kind = 'thing'"),
        new("evidence_document_check", "evidence_document", "until_release = from_release"),
        new("search_document_check", "search_document", "until_release = from_release"),
        new("search_document_kind_check", "search_document", "kind = 'thing'"),
        new("search_word_check", "search_word", "until_release = from_release"),
        new("search_word_word_check", "search_word", "word = ''"),
        new("search_word_document_count_check", "search_word", "document_count = 0"),
        new("pending_change_change_check", "pending_change", "change = 0"),
        new("publish_state_is_only_check", "publish_state", "is_only = false"),
        new("api_key_id_check", "api_key", "id = 'evk_1'"),
        new("api_key_holder_check", "api_key", "holder = ' '"),
        new("api_key_holder_check", "api_key", "holder = E'a\\nb'"),
        new("api_key_secret_hash_check", "api_key", "secret_hash = 'x'"),
        new("api_key_scopes_check", "api_key", "scopes = array['everything']"),
        new("api_key_scopes_check", "api_key", "scopes = array['evidence.read', null]"),
        new("api_key_check", "api_key", "expires_at = created_at"),
        new("api_key_check1", "api_key", "revoked_at = created_at - interval '1 day'"),
        new("hook_feedback_check", "hook_feedback", "condition = null"),
        new("hook_feedback_check1", "hook_feedback", "reason_code = null"),
        new("hook_feedback_check2", "hook_feedback", "outcome = 'accepted'"),
        new("hook_feedback_comment_check", "hook_feedback", "comment = repeat('x', 4001)"),
        new("hook_feedback_outcome_check", "hook_feedback", "outcome = 'ignored', reason_system = null, reason_code = null, comment = null"),
        new("hook_feedback_reason_code_check", "hook_feedback", "reason_code = 'Dr Smith said'"),
        new("hook_feedback_reason_system_check", "hook_feedback", "reason_system = 'https://' || repeat('x', 200)"),
        new("hook_feedback_service_check", "hook_feedback", "service = 'Service 1'"),
    ];
}
