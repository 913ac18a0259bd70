namespace Writ.Storage;

/// <summary>Where a store keeps its files.</summary>
public sealed record SqliteStoreOptions
{
    /// <summary>The name of the database in the data folder.</summary>
    public const string FileName = "writ.db";

    /// <summary>The data folder; made, with mode 0700, when it is not there.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The anchor's file, in a folder that exists outside the data folder.</summary>
    public required string AnchorFile { get; init; }

    /// <summary>Why a new epoch is to begin whatever the anchor says, as it stands in the ledger; null for none.</summary>
    public string? NewEpoch { get; init; }

    /// <summary>The most connections that read at the same time.</summary>
    /// <value>8 unless said otherwise.</value>
    public int Readers { get; init; } = 8;

    /// <summary>Called before each durable step of a group; a test makes the step fail by throwing.</summary>
    internal Action<GroupStep>? Fault { get; init; }
}
