using Writ.Domain;

namespace Writ.Decisions;

/// <summary>
/// What is code and cannot be configured away, as far as facts can tell. The Record transaction checks again what may change in between.
/// Each law gives its reason; the first that fails decides.
/// </summary>
internal static class Laws
{
    public static Reason? FirstBroken(DecisionRequest request)
    {
        var task = request.Task;
        var action = request.Action;
        if (!task.Standing.Admits(action.Effects))
        {
            return new Reason(
                "W3110",
                "law/live-task",
                $"the task is {task.Standing.State.ToString().ToLowerInvariant()}",
                task.Standing.State == TaskState.Downgraded ? "this task may only read from now on" : "the work of this task is over or paused; a new task must be opened");
        }

        if (task.IsOver(request.Now))
        {
            return new Reason("W3110", "law/live-task", "the task's deadline or idle time has passed", "a new task must be opened");
        }

        if (task.Actor.Instance != request.Actor.Instance)
        {
            return new Reason("W3109", "law/binding", "the task belongs to another instance", "use the instance that the task was opened for");
        }

        if (!request.Facts.Pinned)
        {
            return new Reason("W3116", "law/pinned", $"the definition of `{action.Name}` is not the one that was pinned", "ask an operator to look at what changed");
        }

        if (!task.Scope.Mentions(action.Name))
        {
            return new Reason("W3103", "law/scope", $"`{action.Name}` is outside the intent `{task.Intent}`", "use a tool from the list you were given");
        }

        if (request.Narrowed is { } narrowed && !narrowed.Allows(action))
        {
            return new Reason("W3123", "law/writ-scope", $"the writ that was presented was narrowed, and `{action.Name}` with these arguments is not within it", "use another writ of the task, or do without it");
        }

        if (task.Scope.Allows(action))
        {
            return null;
        }

        return action.Resource.Type == ResourceRef.Unmatched
            ? new Reason("W3104", "law/scope", $"the arguments of `{action.Name}` do not name a resource in the form that the catalogue describes", "name it plainly: no `..`, no escapes, nothing that could be read in two ways")
            : new Reason("W3104", "law/scope", $"the intent `{task.Intent}` does not let `{action.Name}` be used on this {action.Resource.Type} with these arguments", "use the resources that this task is about");
    }
}
