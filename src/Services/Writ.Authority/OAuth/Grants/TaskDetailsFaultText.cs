using Writ.Domain;

namespace Writ.Authority.OAuth.Grants;

/// <summary>The texts of faults. None repeats what was sent.</summary>
internal static class TaskDetailsFaultText
{
    /// <summary>The refusal that a client gets for a fault.</summary>
    public static OAuthRefusal Refusal(this TaskDetailsFault fault)
    {
        var (text, fix) = fault switch
        {
            TaskDetailsFault.TooLong => ("the authorization details are too long", $"keep them below {TaskDetailsReader.MaxLength} characters"),
            TaskDetailsFault.NotJson => ("the authorization details are not JSON", "send one JSON array, in UTF-8"),
            TaskDetailsFault.Duplicate => ("the authorization details have a name twice in one object", "write each member once"),
            TaskDetailsFault.TooDeep => ("the authorization details nest too deeply", "keep to the members of the type"),
            TaskDetailsFault.NotOneEntry => ("the authorization details are not an array of one object", "ask for one task at a time"),
            TaskDetailsFault.Type => ("the type of the authorization details is not served", "use `urn:writ:task`"),
            TaskDetailsFault.UnknownMember => ("the authorization details have a member that their type has not", "keep to `intent`, `parameters`, `goal`, `actions`, `resources`, `arguments`, `lifetime`, `uses`, `delegation` and `locations`"),
            TaskDetailsFault.Intent => ("`intent` is missing or not a name", "name an intent of the agent"),
            TaskDetailsFault.Parameters => ("`parameters` is not an object of texts, whole numbers and truth values", "give each parameter that the intent declares, of its type"),
            TaskDetailsFault.Goal => ("`goal` is not a text of bounded length", "say it in fewer words"),
            TaskDetailsFault.Actions => ("`actions` is not a list of actions", "write `server/tool` or `server/*`, at least one"),
            TaskDetailsFault.Resources => ("`resources` is not a list of resources", "write `Type`, `Type::id` or `*`, or leave `resources` out"),
            TaskDetailsFault.Arguments => ("`arguments` has a limit that is none", "give each argument exactly one of `one_of`, `below`, `like`, `network`, `every`, and `at_least` with or without `at_most`"),
            TaskDetailsFault.ActionsMissing => ("`resources` or `arguments` is there without `actions`", "name the actions too, or leave all three out for everything that the intent allows"),
            TaskDetailsFault.Lifetime => ("`lifetime` is not a whole number of seconds from 1 to 3600", "leave it out for the longest"),
            TaskDetailsFault.Uses => ("`uses` is not a whole number from 1 to 1000", "leave it out for a writ whose uses are not counted"),
            TaskDetailsFault.Delegation => ("`delegation` is not what can be asked for here", "give `max_depth` from 0 to 7 when a task is opened, and `to`, an agent or its instance's SPIFFE id, when a writ is exchanged"),
            TaskDetailsFault.Locations => ("`locations` names something else than the tools zone", "name the zone by its URL or SPIFFE id, or leave `locations` out"),
            _ => ("the authorization details are not understood", "see the guide on tokens"),
        };
        return OAuthRefusal.Details(new Reason("W2430", "law/details", text, fix), $"authorization details: {fault}");
    }
}
