namespace Writ.Domain;

/// <summary>Gives fresh ids, each greater than the one before. Thread-safe.</summary>
public interface IUlidSource
{
    /// <summary>A new id, greater than every id this source gave before.</summary>
    Ulid Next();
}
