using Writ.Domain;

namespace Writ.Storage;

/// <summary>The rows of join tokens.</summary>
internal static class JoinOffers
{
    /// <summary>Notes one that is given out.</summary>
    public static void Offer(Database database, long domain, int epoch, JoinOffer offer) =>
        database.Prepared("INSERT INTO join_offer (domain, token, epoch, agent, until) VALUES (?1, ?2, ?3, ?4, ?5)")
            .Bind(1, domain).Bind(2, offer.Token.ToArray()).Bind(3, epoch).Bind(4, offer.Agent.ToString()).Bind(5, offer.Until).Run();

    /// <summary>Forgets those that have ended.</summary>
    public static void Forget(Database database, long domain, DateTimeOffset now) =>
        database.Prepared("DELETE FROM join_offer WHERE domain = ?1 AND until < ?2").Bind(1, domain).Bind(2, now).Run();

    /// <summary>Takes one.</summary>
    public static void Take(Database database, long domain, Digest256 token) =>
        database.Prepared("DELETE FROM join_offer WHERE domain = ?1 AND token = ?2").Bind(1, domain).Bind(2, token.ToArray()).Run();

    /// <summary>Whether one was given out at all.</summary>
    public static bool IsKnown(Database database, long domain, Digest256 token) => Find(database, domain, token) is not null;

    /// <summary>What is wrong with taking one; null when nothing is.</summary>
    public static string? Obstacle(Database database, long domain, int epoch, Condition.JoinOffered asked, DateTimeOffset now) =>
        Find(database, domain, asked.Token) is not { } offer ? "not offered, or taken"
        : offer.Epoch != epoch ? "of an earlier epoch"
        : offer.Agent != asked.Agent.ToString() ? "for another agent"
        : now >= offer.Until ? "past its end"
        : null;

    private static (long Epoch, string Agent, DateTimeOffset Until)? Find(Database database, long domain, Digest256 token)
    {
        var statement = database.Prepared("SELECT epoch, agent, until FROM join_offer WHERE domain = ?1 AND token = ?2").Bind(1, domain).Bind(2, token.ToArray());
        try
        {
            return statement.Step() ? (statement.Int64(0), statement.Text(1), statement.Instant(2)) : null;
        }
        finally
        {
            statement.Reset();
        }
    }
}
