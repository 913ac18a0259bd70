namespace Writ.Storage;

/// <summary>The durable steps of a group, in their order; a test makes each fail in turn.</summary>
internal enum GroupStep
{
    /// <summary>Nothing happened yet.</summary>
    None = 0,

    /// <summary>The write transaction is to begin.</summary>
    Begin,

    /// <summary>Conditions were judged and changes made; rows are to be flushed.</summary>
    Flush,

    /// <summary>The head is to be signed and written.</summary>
    Head,

    /// <summary>The transaction is to be committed.</summary>
    Commit,
}
